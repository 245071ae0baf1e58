// SPDX-License-Identifier: Apache-2.0
package io.netcheck.images.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netcheck.images.Image;
import io.netcheck.lab.wire.LabNetwork;
import io.netcheck.lab.wire.LabNode;
import io.netcheck.testing.kubernetes.ApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All kubelets and the controllers in one loop. It creates the pods of DaemonSets and Deployments,
 * runs each pod according to its manifest, runs its probes, and writes its status to the API.
 */
final class Kubelet implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ApiServer api;
  private final LabNetwork fabric;
  private final Path folder;
  private final List<Image> images;
  private final Mounts mounts;
  private final Map<String, PodProcess> running = new ConcurrentHashMap<>();
  private final Thread loop;
  private volatile Optional<Exception> failure = Optional.empty();
  private volatile boolean closed;

  /**
   * Starts with the objects in the API.
   *
   * @param folder the folder for the files of pods
   * @param images the images that it can run
   */
  Kubelet(ApiServer api, LabNetwork fabric, Path folder, List<Image> images, Mounts mounts) {
    this.api = api;
    this.fabric = fabric;
    this.folder = folder;
    this.images = List.copyOf(images);
    this.mounts = mounts;
    loop = Thread.ofVirtual().name("kubelet").start(this::loop);
  }

  /** The running processes, by pod name. */
  Map<String, PodProcess> running() {
    return Map.copyOf(running);
  }

  /** The state and the output of each pod, and the errors in the loop. */
  String story() {
    StringBuilder story = new StringBuilder(failure.map(Exception::toString).orElse(""));
    for (ObjectNode pod : api.objects("Pod")) {
      story.append("\n--- ").append(pod.at("/metadata/name").asText());
      story.append(' ').append(pod.path("status")).append('\n');
      PodProcess process = running.get(pod.at("/metadata/name").asText());
      story.append(process == null ? "never started" : process.log());
    }
    return story.toString();
  }

  private void loop() {
    while (!closed) {
      try {
        for (ObjectNode set : api.objects("DaemonSet")) {
          for (LabNode node : fabric.nodes()) {
            boolean host = set.at("/spec/template/spec/hostNetwork").asBoolean();
            keep(set, node.name(), host ? Place.inHostNetwork(node) : Place.inPodNetwork(node));
          }
          say(
              set,
              "desiredNumberScheduled",
              "updatedNumberScheduled",
              "numberReady",
              "numberAvailable");
        }
        for (ObjectNode deployment : api.objects("Deployment")) {
          keep(deployment, "0", Place.beside(fabric));
          say(deployment, "replicas", "updatedReplicas", "readyReplicas", "availableReplicas");
        }
        for (ObjectNode pod : api.objects("Pod")) {
          if (!pod.at("/metadata").has("ownerReferences") && pod.path("status").isEmpty()) {
            start(new Pod(pod, Place.beside(fabric)));
          }
        }
        for (PodProcess process : List.copyOf(running.values())) {
          look(process);
        }
        Thread.sleep(PAUSE);
      } catch (InterruptedException _) {
        return;
      } catch (IOException | RuntimeException e) {
        failure = Optional.of(e);
        return;
      }
    }
  }

  private void keep(ObjectNode owner, String suffix, Place place) throws IOException {
    String name = owner.at("/metadata/name").asText() + "-" + suffix;
    if (running.containsKey(name)) {
      return;
    }
    ObjectNode pod = owner.at("/spec/template").deepCopy();
    pod.put("apiVersion", "v1").put("kind", "Pod");
    pod.withObject("/spec").put("nodeName", place.node());
    ((ObjectNode) pod.path("metadata"))
        .put("name", name)
        .put("namespace", owner.at("/metadata/namespace").asText())
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", owner.path("apiVersion").asText())
        .put("kind", owner.path("kind").asText())
        .put("name", owner.at("/metadata/name").asText())
        .put("uid", owner.at("/metadata/uid").asText());
    start(new Pod(api.put(pod), place));
  }

  private void start(Pod pod) throws IOException {
    Path place = Files.createDirectories(folder.resolve(pod.name()));
    Map<String, String> injected =
        Map.of(
            "HOSTNAME", pod.name(),
            "KUBERNETES_SERVICE_HOST", LabNetwork.CONTROL,
            "KUBERNETES_SERVICE_PORT", String.valueOf(Cluster.API_PORT));
    Map<String, String> files =
        Map.of(
            "/etc/hosts",
            "127.0.0.1 localhost\n",
            "/etc/resolv.conf",
            "search %1$s.svc%2$s svc%2$s cluster.local\nnameserver %3$s\noptions ndots:5\n"
                .formatted(pod.namespace(), Cluster.DOMAIN, LabNetwork.CONTROL));
    PodProcess process =
        PodProcess.start(pod, image(pod), injected, mounts.of(pod, place, files), place);
    running.put(pod.name(), process);
    say(pod, "Running", false);
  }

  private Image image(Pod pod) {
    String name = pod.container().path("image").asText();
    return images.stream()
        .filter(it -> name.equals("ghcr.io/netcheck/netcheck-" + it.program() + ":" + it.version()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no such image was built: " + name));
  }

  private void look(PodProcess process) throws IOException {
    Pod pod = process.pod();
    if (!isWanted(pod)) {
      var _ =
          api.edit(
              "Pod",
              pod.namespace(),
              pod.name(),
              it -> {
                it.withObject("/metadata").put("deletionTimestamp", Instant.now().toString());
                return it;
              });
      process.terminate();
      process.close();
      running.remove(pod.name());
      api.delete("Pod", pod.namespace(), pod.name());
    } else if (!process.isAlive()) {
      if (!pod.endsByItself()) {
        throw new IOException(pod.name() + " ended with " + process.exitCode());
      }
      say(pod, process.exitCode() == 0 ? "Succeeded" : "Failed", false);
    } else if (!pod.endsByItself() && process.isReady()) {
      say(pod, "Running", true);
    }
  }

  /** Whether the pod and its owner exist. */
  private boolean isWanted(Pod pod) {
    JsonNode owner = pod.root().at("/metadata/ownerReferences/0");
    return api.get("Pod", pod.namespace(), pod.name()).isPresent()
        && (owner.isMissingNode()
            || api.get(owner.path("kind").asText(), pod.namespace(), owner.path("name").asText())
                .isPresent());
  }

  private void say(Pod pod, String phase, boolean ready) {
    ObjectNode status = JSON.createObjectNode().put("phase", phase);
    status.put("hostIP", pod.place().hostAddresses().getFirst());
    status.put("podIP", pod.place().addresses().getFirst());
    for (String address : pod.place().hostAddresses()) {
      status.withArray("hostIPs").addObject().put("ip", address);
    }
    for (String address : pod.place().addresses()) {
      status.withArray("podIPs").addObject().put("ip", address);
    }
    status
        .putArray("conditions")
        .addObject()
        .put("type", "Ready")
        .put("status", ready ? "True" : "False");
    say("Pod", pod.namespace(), pod.name(), status);
  }

  /** Writes the counts to the status: the first two count all pods, the others count ready pods. */
  private void say(ObjectNode owner, String... counts) {
    List<ObjectNode> pods =
        api.objects("Pod").stream()
            .filter(
                it -> it.at("/metadata/ownerReferences/0/uid").equals(owner.at("/metadata/uid")))
            .toList();
    long ready =
        pods.stream()
            .filter(it -> it.at("/status/conditions/0/status").asText().equals("True"))
            .count();
    ObjectNode status = JSON.createObjectNode();
    status.put("observedGeneration", owner.at("/metadata/generation").asLong(1));
    for (int i = 0; i < counts.length; i++) {
      status.put(counts[i], i < 2 ? pods.size() : (int) ready);
    }
    say(
        owner.path("kind").asText(),
        owner.at("/metadata/namespace").asText(),
        owner.at("/metadata/name").asText(),
        status);
  }

  private void say(String kind, String namespace, String name, ObjectNode status) {
    var _ =
        api.edit(
            kind,
            namespace,
            name,
            it -> {
              it.set("status", status);
              return it;
            });
  }

  @Override
  public void close() throws IOException {
    closed = true;
    try {
      loop.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    for (PodProcess process : running.values()) {
      process.close();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.netcheck.images.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netcheck.images.cluster.Accounts.Claims;
import io.netcheck.testing.ProgramRun;
import io.netcheck.testing.kubernetes.ApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Creates the volumes of pods, and the files of each pod. */
final class Mounts {
  private static final String ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";
  private static final int DEFAULT_MODE = 0644;

  private final ApiServer api;
  private final Accounts accounts;
  private final String authority;

  /**
   * @param authority the CA of the API's certificate, as PEM
   */
  Mounts(ApiServer api, Accounts accounts, String authority) {
    this.api = api;
    this.accounts = accounts;
    this.authority = authority;
  }

  /**
   * Returns the words {@code source target ro|rw} for each mount.
   *
   * @param folder the folder in which the volumes are created
   */
  List<String> of(Pod pod, Path folder, Map<String, String> files) throws IOException {
    List<String> mounts = new ArrayList<>();
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path source = folder.resolve(file.getKey().replace('/', '_'));
      Files.writeString(source, file.getValue());
      mounts.addAll(List.of(source.toString(), file.getKey(), "ro"));
    }
    Map<String, JsonNode> volumes =
        pod.volumes().stream().collect(Collectors.toMap(it -> it.path("name").asText(), it -> it));
    for (JsonNode mount : Pod.list(pod.container().path("volumeMounts"))) {
      JsonNode volume = volumes.get(mount.path("name").asText());
      if (volume == null || mount.has("subPath")) {
        throw new IllegalStateException(pod.name() + ": no volume for " + mount);
      }
      mounts.addAll(
          List.of(
              make(pod, folder.resolve("volume-" + mount.path("name").asText()), volume).toString(),
              mount.path("mountPath").asText(),
              mount.path("readOnly").asBoolean() ? "ro" : "rw"));
    }
    if (pod.showsTokenToTheApi()) {
      Path source = Files.createDirectories(folder.resolve("account"));
      Claims claims =
          new Claims(pod.namespace(), pod.account(), pod.name(), pod.uid(), Accounts.API);
      write(pod, source, "token", DEFAULT_MODE, bytes(accounts.token(claims, 3607)));
      write(pod, source, "ca.crt", DEFAULT_MODE, bytes(authority));
      write(pod, source, "namespace", DEFAULT_MODE, bytes(pod.namespace()));
      mounts.addAll(List.of(source.toString(), ACCOUNT, "ro"));
    }
    return mounts;
  }

  private Path make(Pod pod, Path source, JsonNode volume) throws IOException {
    Files.createDirectories(source);
    if (volume.has("emptyDir")) {
      ProgramRun.output(List.of("chown", "0:" + pod.volumeGroup(), source.toString()));
      ProgramRun.output(List.of("chmod", "2777", source.toString()));
    } else if (volume.has("projected")) {
      int mode = volume.at("/projected/defaultMode").asInt(DEFAULT_MODE);
      for (JsonNode part : Pod.list(volume.at("/projected/sources"))) {
        project(pod, source, mode, part);
      }
    } else if (volume.has("secret")) {
      String name = volume.at("/secret/secretName").asText();
      int mode = volume.at("/secret/defaultMode").asInt(DEFAULT_MODE);
      ObjectNode secret = api.get("Secret", pod.namespace(), name).orElseThrow();
      for (Map.Entry<String, JsonNode> entry : secret.path("data").properties()) {
        write(
            pod,
            source,
            entry.getKey(),
            mode,
            Base64.getDecoder().decode(entry.getValue().asText()));
      }
    } else {
      throw new IllegalStateException(pod.name() + ": not a volume that is understood: " + volume);
    }
    return source;
  }

  private void project(Pod pod, Path source, int mode, JsonNode part) throws IOException {
    JsonNode token = part.path("serviceAccountToken");
    if (token.isMissingNode()) {
      throw new IllegalStateException(pod.name() + ": not a source that is understood: " + part);
    }
    Claims claims =
        new Claims(
            pod.namespace(),
            pod.account(),
            pod.name(),
            pod.uid(),
            token.path("audience").asText(Accounts.API));
    write(
        pod,
        source,
        token.path("path").asText(),
        mode,
        bytes(accounts.token(claims, token.path("expirationSeconds").asLong(3600))));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  /** Sets the owner to root, and makes it readable by the group of the volumes. */
  private static void write(Pod pod, Path folder, String name, int mode, byte[] content)
      throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, content);
    ProgramRun.output(List.of("chown", "0:" + pod.volumeGroup(), file.toString()));
    ProgramRun.output(List.of("chmod", Integer.toOctalString(mode), file.toString()));
  }
}

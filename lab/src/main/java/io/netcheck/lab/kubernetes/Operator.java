// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netcheck.lab.cluster.HttpGet;
import io.netcheck.lab.wire.Commands;
import io.netcheck.lab.wire.NetworkNamespace;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What an operator of the cluster does: kubectl, helm and requests, beside the control plane. */
final class Operator {
  static final String NAMESPACE = "netcheck";
  static final String RELEASE = "netcheck";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final NetworkNamespace namespace;
  private final Programs programs;
  private final List<String> environment;

  /**
   * @param folder for the files that helm keeps
   */
  Operator(NetworkNamespace namespace, Programs programs, Credentials credentials, Path folder) {
    this.namespace = namespace;
    this.programs = programs;
    this.environment =
        List.of(
            "env",
            "KUBECONFIG=" + credentials.kubeconfig(Credentials.ADMINISTRATOR),
            "HELM_CACHE_HOME=" + folder.resolve("helm"),
            "HELM_CONFIG_HOME=" + folder.resolve("helm"),
            "HELM_DATA_HOME=" + folder.resolve("helm"));
  }

  String kubectl(String... arguments) throws IOException {
    return run("kubectl", arguments);
  }

  /** kubectl in the namespace of Netcheck. */
  String netcheck(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("--namespace", NAMESPACE));
    all.addAll(Arrays.asList(arguments));
    return kubectl(all.toArray(String[]::new));
  }

  String helm(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(List.of("--namespace", NAMESPACE));
    return run("helm", all.toArray(String[]::new));
  }

  private String run(String program, String... arguments) throws IOException {
    List<String> words = new ArrayList<>(namespace.prefix());
    words.addAll(environment);
    words.add(programs.path(program));
    words.addAll(Arrays.asList(arguments));
    return Commands.run(words, PATIENCE);
  }

  /** Reads an object or a list of the API. */
  JsonNode read(String path) throws IOException {
    return JSON.readTree(get(ControlPlane.PROXY + path));
  }

  /** The answer to a request that is sent beside the control plane. */
  String get(String uri) throws IOException {
    return namespace.call(
        HttpGet.TIMEOUT.multipliedBy(2), () -> new String(HttpGet.get(URI.create(uri)), UTF_8));
  }
}

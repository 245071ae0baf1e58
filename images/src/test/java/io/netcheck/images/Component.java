// SPDX-License-Identifier: Apache-2.0
package io.netcheck.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A library in the bill of materials.
 *
 * @param licences alternatives; a user may choose one
 */
record Component(String group, String name, String version, String jar, List<String> licences) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads the components of a CycloneDX file, by name. */
  static List<Component> of(Path sbom) throws IOException {
    List<Component> components = new ArrayList<>();
    for (JsonNode node : JSON.readTree(sbom.toFile()).path("components")) {
      List<String> licences = new ArrayList<>();
      for (JsonNode choice : node.path("licenses")) {
        JsonNode licence = choice.path("license");
        licences.add(
            choice
                .path("expression")
                .asText(licence.path("id").asText(licence.path("name").asText())));
      }
      String name = node.path("name").asText();
      String version = node.path("version").asText();
      // pkg:maven/io.netty/netty-transport-native-epoll@4.2.15?classifier=linux-x86_64&type=jar
      String purl = node.path("purl").asText();
      String classifier =
          purl.contains("classifier=") ? "-" + purl.replaceAll(".*classifier=([^&]*).*", "$1") : "";
      components.add(
          new Component(
              node.path("group").asText(),
              name,
              version,
              name + "-" + version + classifier + ".jar",
              licences));
    }
    components.sort(Comparator.comparing(Component::jar));
    return components;
  }

  boolean isOurs() {
    return group.equals("io.netcheck");
  }
}

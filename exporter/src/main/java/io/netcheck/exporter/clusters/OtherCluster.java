// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.clusters;

import io.netcheck.daemon.settings.SettingType;
import io.netcheck.daemon.settings.SettingTypes;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The exporter of another cluster.
 *
 * @param name for people
 * @param url of its page; ends with a slash
 */
public record OtherCluster(String name, URI url) {
  private static final int MOST = 100;
  private static final int MOST_URL_LENGTH = 1_024;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
  private static final SettingType<URI> URL = SettingTypes.httpUrl();

  /** The type of a setting with any number of them. */
  public static SettingType<List<OtherCluster>> type() {
    return new SettingType<>(
        "up to 100 names with the URL of their exporter, without user and password, separated by"
            + " commas, such as eu-1=https://netcheck.eu-1.example,us-1=http://10.1.2.3:8080",
        OtherCluster::list);
  }

  private static List<OtherCluster> list(String text) {
    List<OtherCluster> clusters = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String part : SettingTypes.split(text)) {
      OtherCluster cluster = one(part);
      if (!names.add(cluster.name)) {
        throw new IllegalArgumentException("each name once");
      }
      clusters.add(cluster);
    }
    if (clusters.size() > MOST) {
      throw new IllegalArgumentException();
    }
    return List.copyOf(clusters);
  }

  private static OtherCluster one(String text) {
    String[] sides = text.split("=", 2);
    if (sides.length != 2
        || !NAME.matcher(sides[0]).matches()
        || sides[1].length() > MOST_URL_LENGTH) {
      throw new IllegalArgumentException();
    }
    URI url = URL.parser().parse(sides[1].endsWith("/") ? sides[1] : sides[1] + "/");
    // Readers of the page would see the password.
    if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
      throw new IllegalArgumentException();
    }
    return new OtherCluster(sides[0], url);
  }

  /** Where its report is, without the links. */
  URI report() {
    return url.resolve("report?links=none");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which build of Netcheck this is. */
public record BuildInfo(String version, String revision) {
  /** The build that contains this class. */
  public static BuildInfo current() {
    Properties properties = new Properties();
    try (InputStream in = BuildInfo.class.getResourceAsStream("build.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new BuildInfo(
        properties.getProperty("version", "unknown"),
        properties.getProperty("revision", "unknown"));
  }

  @Override
  public String toString() {
    return version + " (" + revision + ")";
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.heartbeat;

import io.netcheck.daemon.settings.ExporterAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/**
 * The names of all exporters, and how they are resolved.
 *
 * @param names empty if there is only the exporter of the URL
 * @param turned called for each time that they are looked up
 */
public record ExporterNames(List<ExporterAddress> names, Resolver resolver, Runnable turned) {
  public ExporterNames {
    names = List.copyOf(names);
  }

  /** Resolves names. */
  @FunctionalInterface
  public interface Resolver {
    /**
     * All addresses of {@code host} in one IP family: with both, an exporter that has two addresses
     * would get each heartbeat twice.
     *
     * @throws IOException if there is none, or no answer in time
     */
    List<InetAddress> resolve(String host) throws IOException;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.kernel;

import io.netcheck.protocol.Names;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The interfaces of a host that carry its packets to other hosts: those of hardware, and those that
 * have an address of the agent. The interfaces of single pods would be hundreds.
 */
final class HostDevices {
  static final String FOLDER = "sys/class/net";

  private static final int MOST = 8;

  private HostDevices() {}

  static List<String> of(KernelFiles files, List<InetAddress> own) {
    Set<String> devices = new TreeSet<>();
    own.forEach(address -> addWithAddress(devices, address));
    for (String name : files.names(FOLDER)) {
      if (files.exists(FOLDER + "/" + name + "/device")) {
        devices.add(name);
      }
    }
    return devices.stream().filter(Names::isWord).limit(MOST).toList();
  }

  private static void addWithAddress(Set<String> devices, InetAddress address) {
    try {
      NetworkInterface its = NetworkInterface.getByInetAddress(address);
      if (its != null && !its.isLoopback()) {
        devices.add(its.getName());
      }
    } catch (SocketException _) {
      // The interface vanishes right now.
    }
  }
}

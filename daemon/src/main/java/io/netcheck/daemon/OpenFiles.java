// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The files and sockets of this process. */
public final class OpenFiles {
  private OpenFiles() {}

  /** How many it may have open at the same time. */
  public static long most() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : Long.MAX_VALUE;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.wire;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;

/**
 * A network device whose frames are read and written by this process. What it reads is what the
 * kernel sends through the device.
 */
final class TapDevice implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int LARGEST_FRAME = 65_536;

  private final NetworkNamespace namespace;
  private final String name;
  private final int fd;

  TapDevice(NetworkNamespace namespace, String name) throws IOException {
    this.namespace = namespace;
    this.name = name;
    this.fd = namespace.call(PATIENCE, () -> SystemCalls.openTap(name));
    namespace.run("ip link set %s up".formatted(name));
  }

  String name() {
    return name;
  }

  /** Waits for the next frame. */
  byte[] read() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(LARGEST_FRAME);
      long length = SystemCalls.read(fd, buffer);
      return buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  void write(byte[] frame) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      SystemCalls.write(fd, arena.allocateFrom(ValueLayout.JAVA_BYTE, frame));
    }
  }

  /** Removes the device, which ends {@link #read}. */
  @Override
  public void close() throws IOException {
    namespace.run("ip link del " + name);
    SystemCalls.close(fd);
  }
}

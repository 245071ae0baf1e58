// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A box in the cable between a node and the switch that delays what the node sends. It does in this
 * process what netem does in kernels that have it.
 */
final class SlowCable implements AutoCloseable {
  private static final int MAC_BYTES = 6;

  private final NetworkNamespace ether;
  private final int port;
  private final long delayNanos;
  private final Set<String> to;
  private final TapDevice nodeSide;
  private final TapDevice switchSide;
  private final LinkedBlockingQueue<LateFrame> late = new LinkedBlockingQueue<>();
  private final Thread sender;

  /** A frame and when it is due. */
  private record LateFrame(long atNanos, ByteBuffer bytes) {}

  /**
   * @param to the hardware addresses whose frames are delayed, or empty for all
   */
  SlowCable(NetworkNamespace ether, LabNode node, Duration delay, Set<String> to)
      throws IOException {
    this.ether = ether;
    this.port = node.number();
    this.delayNanos = delay.toNanos();
    this.to = Set.copyOf(to);
    nodeSide = new TapDevice(ether, "slow" + port + "n");
    switchSide = new TapDevice(ether, "slow" + port + "s");
    ether.run(
        """
        ip link add slow%1$d type bridge
        ip link set slow%1$d up
        ip link set %2$s master slow%1$d
        ip link set %3$s master br0
        """
            .formatted(port, nodeSide.name(), switchSide.name()));
    sender = Thread.ofPlatform().daemon().name("late-" + port).start(this::sendLate);
    Thread.ofPlatform().daemon().name("from-" + port).start(this::readFromNode);
    Thread.ofPlatform().daemon().name("to-" + port).start(this::readFromSwitch);
    // In one step and at the end, so that nothing is lost in between.
    ether.run("ip link set port%1$d master slow%1$d".formatted(port));
  }

  private void readFromNode() {
    try {
      while (true) {
        byte[] frame = nodeSide.read();
        if (isDelayed(frame)) {
          late.add(new LateFrame(System.nanoTime() + delayNanos, ByteBuffer.wrap(frame)));
        } else {
          switchSide.write(frame);
        }
      }
    } catch (IOException _) {
      // The device was removed.
    }
  }

  private boolean isDelayed(byte[] frame) {
    return to.isEmpty()
        || to.contains(HexFormat.ofDelimiter(":").formatHex(Arrays.copyOf(frame, MAC_BYTES)));
  }

  private void readFromSwitch() {
    try {
      while (true) {
        nodeSide.write(switchSide.read());
      }
    } catch (IOException _) {
      // The device was removed.
    }
  }

  private void sendLate() {
    try {
      while (true) {
        LateFrame next = late.take();
        Thread.sleep(Duration.ofNanos(Math.max(0, next.atNanos() - System.nanoTime())));
        switchSide.write(next.bytes().array());
      }
    } catch (InterruptedException | IOException _) {
      // closed
    }
  }

  @Override
  public void close() throws IOException {
    sender.interrupt();
    ether.run("ip link set port%1$d master br0\nip link del slow%1$d".formatted(port));
    nodeSide.close();
    switchSide.close();
  }
}

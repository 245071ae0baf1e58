// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.fuzz.FuzzTarget;
import io.netcheck.fuzz.StoppedClock;
import io.netcheck.protocol.HeartbeatJson;
import io.netcheck.protocol.MalformedException;
import java.net.InetAddress;
import java.util.List;

/** Heartbeats, up to the answer to them and to what the exporter makes of its clients. */
public final class ClientTargets {
  private ClientTargets() {}

  public static List<FuzzTarget> all() {
    ClientRegistry clients = TestRegistry.of(new StoppedClock(), ClientJournal.NONE);
    return List.of(
        FuzzTarget.of(
            "heartbeat-intake",
            in -> {
              var answer = clients.accept(HeartbeatJson.read(in), InetAddress.getLoopbackAddress());
              return HeartbeatJson.write(answer).length + clients.snapshot().size();
            },
            List.of(MalformedException.class, RefusedException.class)));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A heartbeat and its answer as JSON; {@code docs/api.md} describes every field. */
public final class HeartbeatJson {
  /**
   * The largest heartbeat that a receiver has to take: 1,000 peers in two networks and families.
   */
  public static final int MAX_BYTES = 512 * 1024;

  private HeartbeatJson() {}

  public static byte[] write(Heartbeat heartbeat) {
    return PeerJson.json(out -> HeartbeatWriter.write(out, heartbeat));
  }

  public static byte[] write(HeartbeatAnswer answer) {
    return PeerJson.json(out -> {
      out.writeStartObject();
      if (answer.superseded()) {
        out.writeBooleanField("superseded", true);
      }
      if (answer.peers().isPresent()) {
        out.writeFieldName("peers");
        PeerJson.write(out, answer.peers().get());
      }
      out.writeEndObject();
    });
  }

  /**
   * Reads what {@link #write(Heartbeat)} writes, and the same from anybody else.
   *
   * @throws MalformedException if {@code json} is not a heartbeat
   */
  public static Heartbeat read(byte[] json) throws MalformedException {
    return JsonInput.read(json, in -> new HeartbeatReader(in).read());
  }

  /**
   * Reads what {@link #write(HeartbeatAnswer)} writes.
   *
   * @throws MalformedException if {@code json} is not an answer to a heartbeat
   */
  public static HeartbeatAnswer readAnswer(byte[] json) throws MalformedException {
    return JsonInput.read(json, HeartbeatJson::answer);
  }

  private static HeartbeatAnswer answer(JsonInput in) throws IOException {
    boolean[] superseded = {false};
    List<PeerList> peers = new ArrayList<>(1);
    in.object(name -> {
      switch (name) {
        case "superseded" -> superseded[0] = in.bool();
        case "peers" -> peers.add(PeerJson.read(in));
        default -> {
          return false;
        }
      }
      return true;
    });
    return new HeartbeatAnswer(superseded[0], peers.stream().findFirst());
  }
}

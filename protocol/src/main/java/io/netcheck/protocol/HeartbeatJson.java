// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A heartbeat and its answer as JSON; {@code docs/api.md} describes every field. */
public final class HeartbeatJson {
  /**
   * The largest heartbeat that a receiver must accept: 1,000 peers in two networks and families.
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
      if (answer.listening().isPresent()) {
        out.writeNumberField("listening_ms", answer.listening().get().toMillis());
      }
      if (answer.stretch().isStretched()) {
        out.writeNumberField("stretch", answer.stretch().factor());
      }
      if (answer.peers().isPresent()) {
        out.writeFieldName("peers");
        PeerJson.write(out, answer.peers().get());
      }
      if (!answer.orders().isEmpty()) {
        out.writeFieldName("orders");
        CheckWriter.orders(out, answer.orders());
      }
      if (answer.sweep().isPresent()) {
        SweepJson.write(out, answer.sweep().get());
      }
      out.writeEndObject();
    });
  }

  /**
   * Reads what {@link #write(Heartbeat)} writes, from any sender.
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

  /**
   * The code in {@code {"error":{"code":…}}}, with which a heartbeat is refused; empty if {@code
   * json} has none.
   */
  public static Optional<String> readRefusal(byte[] json) {
    return ErrorAnswer.read(json).map(ErrorAnswer::code);
  }

  private static HeartbeatAnswer answer(JsonInput in) throws IOException {
    AnswerFields fields = new AnswerFields();
    in.object(name -> {
      switch (name) {
        case "superseded" -> fields.superseded = in.bool();
        case "peers" -> fields.peers = Optional.of(PeerJson.read(in));
        case "orders" -> fields.orders = CheckReader.orders(in);
        case "stretch" -> fields.stretch = stretch(in);
        case SweepJson.FIELD -> fields.sweep = Optional.of(SweepJson.order(in));
        case "listening_ms" ->
            fields.listening =
                Optional.of(Duration.ofMillis(in.integer(0, Long.MAX_VALUE / 1_000_000)));
        default -> {
          return false;
        }
      }
      return true;
    });
    return new HeartbeatAnswer(
        fields.superseded,
        fields.peers,
        fields.listening,
        fields.orders,
        fields.stretch,
        fields.sweep);
  }

  static IntervalStretch stretch(JsonInput in) throws IOException {
    return new IntervalStretch((int) in.integer(1, IntervalStretch.MOST));
  }

  private static final class AnswerFields {
    private boolean superseded;
    private Optional<PeerList> peers = Optional.empty();
    private Optional<Duration> listening = Optional.empty();
    private List<CheckOrder> orders = List.of();
    private IntervalStretch stretch = IntervalStretch.NONE;
    private Optional<SweepOrder> sweep = Optional.empty();
  }
}

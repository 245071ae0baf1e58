// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.daemon.http.BearerToken;
import io.netcheck.fuzz.FuzzTarget;
import io.netcheck.fuzz.RoundTrip;
import java.util.List;

/** What agents, the exporter and the command line send to each other. */
public final class ProtocolTargets {
  private static final List<Class<? extends Exception>> MALFORMED =
      List.of(MalformedException.class);

  /** A setting, whose length nothing limits: 7 KB for each of 5,000 ranges, and again. */
  private static final long MOST_BYTES_OF_RANGES = 128L << 20;

  private ProtocolTargets() {}

  public static List<FuzzTarget> all() {
    return List.of(
        FuzzTarget.of(
            "heartbeat",
            in -> RoundTrip.of(in, HeartbeatJson::read, HeartbeatJson::write),
            MALFORMED),
        FuzzTarget.of(
            "heartbeat-answer",
            in -> RoundTrip.of(in, HeartbeatJson::readAnswer, HeartbeatJson::write),
            MALFORMED),
        FuzzTarget.of(
            "peer-list", in -> RoundTrip.of(in, PeerJson::read, PeerJson::write), MALFORMED),
        FuzzTarget.of(
            "check-request",
            in -> RoundTrip.of(in, CheckJson::readRequest, CheckJson::write),
            MALFORMED),
        FuzzTarget.of(
            "check-progress",
            in -> RoundTrip.of(in, CheckJson::readProgress, CheckJson::write),
            MALFORMED),
        FuzzTarget.of("error-answer", ErrorAnswer::read),
        FuzzTarget.of(
                "address-ranges", ProtocolTargets::ranges, List.of(IllegalArgumentException.class))
            .allocating(MOST_BYTES_OF_RANGES),
        FuzzTarget.of(
            "bearer-token", in -> BearerToken.in(new String(in, ISO_8859_1)).isPresent()));
  }

  /** Ranges of addresses, and whether they allow the first address among them. */
  private static Object ranges(byte[] input) throws Exception {
    String text = new String(input, UTF_8);
    AllowedRanges ranges = RoundTrip.ofText(text, AllowedRanges::parse, AllowedRanges::toString);
    return ranges.refusal(ranges.ranges().getFirst().network());
  }
}

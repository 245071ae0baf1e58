// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.history;

import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.RequestTargets;
import io.netcheck.exporter.state.Change;
import io.netcheck.exporter.state.LinkDiff;
import io.netcheck.exporter.state.MatrixTargets;
import io.netcheck.exporter.state.NodeRow;
import io.netcheck.exporter.state.NodeState;
import io.netcheck.exporter.state.State;
import io.netcheck.exporter.state.StateReplay;
import io.netcheck.fuzz.FuzzTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the exporter stores of its history, and what is asked of it. */
public final class StoredHistoryTargets {
  private static final List<Class<? extends Exception>> REFUSED = List.of(IOException.class);

  /** A short run stands for many links. */
  private static final long MOST_BYTES = 512L << 20;

  private StoredHistoryTargets() {}

  public static List<FuzzTarget> all() {
    return Stream.concat(
            Stream.of(
                FuzzTarget.of("history-segment", SegmentCodec::read, REFUSED),
                FuzzTarget.of(
                        "history-segment-content", in -> SegmentCodec.read(complete(in)), REFUSED)
                    .slow()
                    .allocating(MOST_BYTES),
                FuzzTarget.of("history-links", StoredHistoryTargets::links, REFUSED)
                    .slow()
                    .allocating(MOST_BYTES),
                FuzzTarget.of(
                    "changes-query",
                    in -> HistoryQuery.of(RequestTargets.request(in), Instant.EPOCH).toString(),
                    List.of(HttpError.class))),
            MatrixTargets.all().stream())
        .toList();
  }

  private static byte[] complete(byte[] content) {
    return ByteBuffer.allocate(content.length + Integer.BYTES)
        .put(content)
        .putInt(SegmentCodec.checksum(content, content.length))
        .array();
  }

  /** Whatever is read can be put into a grid. */
  private static Object links(byte[] input) throws IOException {
    var diff = LinkDiffCodec.read(input);
    StateReplay replay = new StateReplay(State.EMPTY);
    List<NodeRow> nodes =
        diff.names().stream().map(name -> new NodeRow(name, "", NodeState.UP, List.of())).toList();
    replay.take(change(nodes, diff));
    replay.take(change(List.of(), diff));
    return replay.state().links().rows();
  }

  private static Change change(List<NodeRow> nodes, LinkDiff diff) {
    return new Change(
        "",
        1,
        Instant.EPOCH,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        nodes,
        List.of(),
        diff);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.history;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.netcheck.exporter.state.Change;
import io.netcheck.exporter.state.FindingRow;
import io.netcheck.exporter.state.LinkCode;
import io.netcheck.exporter.state.LinkDiff;
import io.netcheck.verdict.Plane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Packs changes, and unpacks them again. */
final class EntryCodec {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          // A newer exporter can have written fields that this one does not know.
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private EntryCodec() {}

  /**
   * Packs a change.
   *
   * @param gap whether nobody knows what happened from here on
   */
  static HistoryEntry pack(Change change, Instant at, boolean gap) {
    HistoryHead head =
        new HistoryHead(
            change.instance(),
            change.id(),
            at.toEpochMilli(),
            null,
            gap ? Boolean.TRUE : null,
            change.status().orElse(null),
            change.statusSince().map(Instant::toEpochMilli).orElse(null),
            change.summary().orElse(null),
            change
                .findings()
                .map(findings -> findings.stream().map(FindingRow::fault).toList())
                .orElse(null),
            change.nodes().isEmpty() ? null : change.nodes(),
            change.nodesGone().isEmpty() ? null : change.nodesGone(),
            change.links().isEmpty() ? null : counts(change.links()));
    return new HistoryEntry(
        at,
        head(head),
        change.links().isEmpty() ? new byte[0] : Packed.pack(LinkDiffCodec.write(change.links())));
  }

  static HistoryEntry started(String instance, Instant at, String version) {
    return new HistoryEntry(
        at, head(HistoryHead.started(instance, at.toEpochMilli(), version)), new byte[0]);
  }

  private static byte[] head(HistoryHead head) {
    try {
      return Packed.pack(MAPPER.writeValueAsBytes(head));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot happen: a head is plain data", e);
    }
  }

  private static List<HistoryHead.LinkCount> counts(LinkDiff diff) {
    int[][] counts = new int[Plane.ALL.size()][3];
    for (LinkDiff.Row row : diff.rows()) {
      for (byte now : row.now()) {
        if (now <= LinkCode.UNKNOWN) {
          counts[row.plane()][now]++;
        }
      }
    }
    List<HistoryHead.LinkCount> all = new ArrayList<>();
    for (Plane plane : Plane.ALL) {
      int[] of = counts[plane.code()];
      if (of[0] + of[1] + of[2] > 0) {
        all.add(
            new HistoryHead.LinkCount(
                plane.network().label(),
                plane.family().label(),
                of[LinkCode.DOWN],
                of[LinkCode.UP],
                of[LinkCode.UNKNOWN]));
      }
    }
    return all;
  }

  /**
   * Unpacks the head.
   *
   * @throws IOException if these bytes are none
   */
  static HistoryHead head(HistoryEntry entry) throws IOException {
    HistoryHead head = MAPPER.readValue(Packed.unpack(entry.head()), HistoryHead.class);
    Objects.requireNonNull(head.instance(), "instance");
    return head;
  }

  static LinkDiff links(HistoryEntry entry) throws IOException {
    return entry.links().length == 0
        ? LinkDiff.NONE
        : LinkDiffCodec.read(Packed.unpack(entry.links()));
  }

  /**
   * Unpacks a change.
   *
   * @throws IOException if these bytes are none
   */
  static Change change(HistoryEntry entry) throws IOException {
    return change(entry, head(entry));
  }

  /**
   * Unpacks a change.
   *
   * @param head of the entry
   */
  static Change change(HistoryEntry entry, HistoryHead head) throws IOException {
    return new Change(
        head.instance(),
        head.id(),
        entry.at(),
        Optional.ofNullable(head.status()),
        Optional.ofNullable(head.statusSince()).map(Instant::ofEpochMilli),
        Optional.ofNullable(head.summary()),
        Optional.empty(),
        Optional.ofNullable(head.findings())
            .map(findings -> findings.stream().map(FindingRow::of).toList()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        orEmpty(head.nodes()),
        orEmpty(head.nodesGone()),
        links(entry));
  }

  static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }
}

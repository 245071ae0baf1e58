// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The field {@code packets} of a plane. */
final class PacketRowJson {
  static final String FIELD = "packets";

  private PacketRowJson() {}

  static void write(JsonGenerator out, List<PacketRow> rows) throws IOException {
    if (rows.isEmpty()) {
      return;
    }
    out.writeArrayFieldStart(FIELD);
    for (PacketRow row : rows) {
      out.writeStartObject();
      out.writeNumberField("row", row.row());
      write(out, "there", row.counts().there());
      write(out, "back", row.counts().back());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void write(JsonGenerator out, String way, WayCounts counts) throws IOException {
    if (counts.isNone()) {
      return;
    }
    out.writeObjectFieldStart(way);
    write(out, "lost", counts.lost());
    write(out, "repeated", counts.repeated());
    write(out, "reordered", counts.reordered());
    write(out, "damaged", counts.damaged());
    out.writeEndObject();
  }

  private static void write(JsonGenerator out, String name, int count) throws IOException {
    if (count > 0) {
      out.writeNumberField(name, count);
    }
  }

  static List<PacketRow> read(JsonInput in) throws IOException {
    return in.list(PeerJson.MAX_PEERS, PacketRowJson::row);
  }

  private static PacketRow row(JsonInput in) throws IOException {
    RowFields fields = new RowFields();
    in.object(name -> {
      switch (name) {
        case "row" -> fields.row = Optional.of((int) in.integer(0, PeerJson.MAX_PEERS));
        case "there" -> fields.there = way(in);
        case "back" -> fields.back = way(in);
        default -> {
          return false;
        }
      }
      return true;
    });
    return new PacketRow(
        in.required("row", fields.row), new PacketCounts(fields.there, fields.back));
  }

  private static WayCounts way(JsonInput in) throws IOException {
    WayFields fields = new WayFields();
    in.object(name -> {
      switch (name) {
        case "lost" -> fields.lost = count(in);
        case "repeated" -> fields.repeated = count(in);
        case "reordered" -> fields.reordered = count(in);
        case "damaged" -> fields.damaged = count(in);
        default -> {
          return false;
        }
      }
      return true;
    });
    return new WayCounts(fields.lost, fields.repeated, fields.reordered, fields.damaged);
  }

  private static int count(JsonInput in) throws IOException {
    return (int) in.integer(0, Integer.MAX_VALUE);
  }

  private static final class RowFields {
    private Optional<Integer> row = Optional.empty();
    private WayCounts there = WayCounts.NONE;
    private WayCounts back = WayCounts.NONE;
  }

  private static final class WayFields {
    private int lost;
    private int repeated;
    private int reordered;
    private int damaged;
  }
}

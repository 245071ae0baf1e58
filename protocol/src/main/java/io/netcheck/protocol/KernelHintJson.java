// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The field {@code kernel} of a heartbeat and of a recording. */
public final class KernelHintJson {
  /** The name of the field. */
  public static final String FIELD = "kernel";

  private KernelHintJson() {}

  /** Writes the field, unless there is nothing in it. */
  public static void write(JsonGenerator out, List<KernelHint> hints) throws IOException {
    if (hints.isEmpty()) {
      return;
    }
    out.writeArrayFieldStart(FIELD);
    for (KernelHint hint : hints) {
      out.writeStartObject();
      out.writeStringField("hint", hint.kind().label());
      if (!hint.where().isEmpty()) {
        out.writeStringField("where", hint.where());
      }
      out.writeNumberField("value", hint.value());
      if (hint.limit() > 0) {
        out.writeNumberField("limit", hint.limit());
      }
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  /** Reads the value of the field. A hint that is not known is of a newer agent, and left out. */
  public static List<KernelHint> read(JsonInput in) throws IOException {
    return in.list(KernelHint.MOST, KernelHintJson::hint).stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<KernelHint> hint(JsonInput in) throws IOException {
    HintFields fields = new HintFields();
    in.object(name -> {
      switch (name) {
        case "hint" -> fields.kind = Optional.of(in.text("a hint", PeerJson::wordOrNothing));
        case "where" -> fields.where = in.text("a word", PeerJson::wordOrNothing);
        case "value" -> fields.value = Optional.of(in.integer(0, Long.MAX_VALUE));
        case "limit" -> fields.limit = in.integer(0, Long.MAX_VALUE);
        default -> {
          return false;
        }
      }
      return true;
    });
    String kind = in.required("hint", fields.kind);
    long value = in.required("value", fields.value);
    return KernelHint.Kind.of(kind)
        .map(known -> new KernelHint(known, fields.where, value, fields.limit));
  }

  private static final class HintFields {
    private Optional<String> kind = Optional.empty();
    private String where = "";
    private Optional<Long> value = Optional.empty();
    private long limit;
  }
}

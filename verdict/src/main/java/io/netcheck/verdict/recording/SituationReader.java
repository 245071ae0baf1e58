// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict.recording;

import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.JsonInput;
import io.netcheck.verdict.Observer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads one recording. */
final class SituationReader {
  private static final int MOST_SITUATIONS = 100_000;
  private static final int MOST_OBSERVERS = 100_000;

  private final JsonInput in;
  private final List<RecordedSituation> situations = new ArrayList<>();

  /** What is known so far, in the order of the ids. */
  private final Map<ClientId, Observer> known = new TreeMap<>();

  SituationReader(JsonInput in) {
    this.in = in;
  }

  /** The situations of a recording, or of the recording in a report. */
  List<RecordedSituation> document() throws IOException {
    in.object(name -> {
      if (name.equals("recording")) {
        in.object(this::field);
        return true;
      }
      return field(name);
    });
    return situations;
  }

  private boolean field(String name) throws IOException {
    switch (name) {
      case "recording_version" -> {
        if (in.integer(0, Integer.MAX_VALUE) != SituationJson.VERSION) {
          throw in.malformed("a recording of version " + SituationJson.VERSION + " expected");
        }
      }
      case "situations" -> in.list(MOST_SITUATIONS, _ -> situations.add(situation()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private RecordedSituation situation() throws IOException {
    SituationFields fields = new SituationFields();
    in.object(name -> {
      switch (name) {
        case "at_ns" -> fields.nanos = Optional.of(in.integer(Long.MIN_VALUE, Long.MAX_VALUE));
        // The older name is of 0.1.
        case "ignored", "deleted" ->
            fields.ignored = Set.copyOf(in.list(MOST_OBSERVERS, JsonInput::text));
        case "gone" -> fields.gone = in.list(MOST_OBSERVERS, JsonInput::text);
        case "observers" ->
            fields.observers = in.list(MOST_OBSERVERS, _ -> new ObserverReader(in).read(known));
        default -> {
          return false;
        }
      }
      return true;
    });
    long nanos = in.required("at_ns", fields.nanos);
    if (!situations.isEmpty() && nanos < situations.getLast().nanos()) {
      throw in.malformed("at_ns expected not to decrease", "at_ns");
    }
    known.keySet().removeIf(id -> fields.gone.contains(id.toString()));
    fields.observers.forEach(observer -> known.put(observer.id(), observer));
    return new RecordedSituation(nanos, List.copyOf(known.values()), fields.ignored);
  }

  private static final class SituationFields {
    private Optional<Long> nanos = Optional.empty();
    private Set<String> ignored = Set.of();
    private List<String> gone = List.of();
    private List<Observer> observers = List.of();
  }
}

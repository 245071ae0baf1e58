// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict.recording;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netcheck.protocol.KernelHintJson;
import io.netcheck.protocol.ResultsWriter;
import io.netcheck.verdict.Observer;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Writes one recording. */
final class SituationWriter {
  private final JsonGenerator out;
  private List<Observer> before = List.of();

  SituationWriter(JsonGenerator out) {
    this.out = out;
  }

  void write(List<RecordedSituation> situations) throws IOException {
    out.writeStartObject();
    out.writeNumberField("recording_version", SituationJson.VERSION);
    out.writeArrayFieldStart("situations");
    for (RecordedSituation situation : situations) {
      write(situation);
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private void write(RecordedSituation situation) throws IOException {
    ObserverChanges changes = new ObserverChanges(before, situation.observers());
    before = situation.observers();
    out.writeStartObject();
    out.writeNumberField("at_ns", situation.nanos());
    texts("ignored", List.copyOf(new TreeSet<>(situation.ignored())));
    texts("gone", changes.gone().stream().map(observer -> observer.id().toString()).toList());
    out.writeArrayFieldStart("observers");
    for (ObserverChanges.Change change : changes.changed()) {
      write(change.before(), change.now());
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  @SuppressWarnings("ReferenceEquality") // the same results, not equal ones
  private void write(@Nullable Observer known, Observer observer) throws IOException {
    out.writeStartObject();
    out.writeStringField("kind", observer.id().kind().label());
    out.writeStringField("node", observer.id().node());
    out.writeStringField("zone", observer.zone());
    out.writeStringField("standing", observer.standing().label());
    out.writeNumberField("heard_ns", observer.heardNanos());
    out.writeStringField("life", observer.life());
    out.writeStringField("endpoint", observer.endpoint());
    Observer.Reporting reporting = observer.reporting();
    out.writeNumberField("interval_ms", reporting.interval().toMillis());
    out.writeNumberField("window_ms", reporting.window().toMillis());
    if (!reporting.paused().isZero()) {
      out.writeNumberField("paused_ms", reporting.paused().toMillis());
    }
    if (reporting.smallSegments()) {
      out.writeBooleanField("small_segments", true);
    }
    out.writeNumberField("uptime_ms", reporting.uptime().toMillis());
    out.writeNumberField("sequence", reporting.sequence());
    out.writeNumberField("rounds", reporting.rounds());
    out.writeBooleanField("probing", reporting.probing());
    out.writeNumberField("clock_offset_ms", observer.clockOffset().toMillis());
    texts("rivals", observer.rivals());
    KernelHintJson.write(out, observer.kernel());
    if (known != null
        && known.planes() == observer.planes()
        && known.services() == observer.services()
        && known.dns() == observer.dns()) {
      out.writeBooleanField("same_results", true);
    } else {
      ResultsWriter.write(out, observer.planes(), observer.services(), observer.dns());
    }
    out.writeEndObject();
  }

  private void texts(String name, List<String> texts) throws IOException {
    if (!texts.isEmpty()) {
      out.writeArrayFieldStart(name);
      for (String text : texts) {
        out.writeString(text);
      }
      out.writeEndArray();
    }
  }
}

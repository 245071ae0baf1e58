// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict.recording;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.netcheck.fuzz.FuzzTarget;
import io.netcheck.fuzz.RoundTrip;
import io.netcheck.protocol.MalformedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/** Recordings. */
public final class RecordingTargets {
  private static final JsonFactory JSON = new JsonFactory();

  private RecordingTargets() {}

  public static List<FuzzTarget> all() {
    return List.of(
        FuzzTarget.of(
            "recording",
            in -> RoundTrip.of(in, SituationJson::read, RecordingTargets::write),
            List.of(MalformedException.class)));
  }

  private static byte[] write(List<RecordedSituation> situations) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      SituationJson.write(out, situations);
    }
    return bytes.toByteArray();
  }
}

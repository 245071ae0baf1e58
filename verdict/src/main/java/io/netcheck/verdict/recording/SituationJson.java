// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict.recording;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netcheck.protocol.JsonInput;
import io.netcheck.protocol.MalformedException;
import java.io.IOException;
import java.util.List;

/**
 * A recording as JSON: situations in a row, each as what has changed since the one before. {@code
 * docs/api.md} describes every field.
 */
public final class SituationJson {
  /** The version of this form. */
  public static final int VERSION = 1;

  private SituationJson() {}

  /** Writes a recording as the next value. */
  public static void write(JsonGenerator out, List<RecordedSituation> situations)
      throws IOException {
    new SituationWriter(out).write(situations);
  }

  /**
   * Reads what {@link #write} writes, or a report that has it in its field {@code recording}.
   *
   * @return no situation if there is no recording in it
   * @throws MalformedException if {@code json} is not JSON, or its recording is not valid
   */
  public static List<RecordedSituation> read(byte[] json) throws MalformedException {
    return JsonInput.read(json, in -> new SituationReader(in).document());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.assess;

import io.netcheck.verdict.recording.RecordedSituation;
import java.util.List;

/**
 * An assessment and the situations that led to it.
 *
 * @param recording oldest first; the assessment is of the last one
 */
public record ExplainedAssessment(Assessment assessment, List<RecordedSituation> recording) {
  public ExplainedAssessment {
    recording = List.copyOf(recording);
  }
}

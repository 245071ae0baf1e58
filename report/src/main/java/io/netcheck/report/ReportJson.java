// SPDX-License-Identifier: Apache-2.0
package io.netcheck.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** A report as JSON: the exporter writes it, and the command line reads it. */
public final class ReportJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          // A newer exporter can send fields that this reader does not know.
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private static final ObjectWriter WRITER = MAPPER.writerFor(Report.class);
  private static final ObjectReader READER = MAPPER.readerFor(Report.class);

  private ReportJson() {}

  public static byte[] write(Report report) {
    try {
      return WRITER.writeValueAsBytes(report);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("cannot happen: a report is plain data", e);
    }
  }

  /** Further fields at the end of a report. */
  @FunctionalInterface
  public interface MoreFields {
    void write(JsonGenerator out) throws IOException;
  }

  /**
   * Writes a report that has more fields than {@link Report}, because they can be too large to be
   * kept in memory twice.
   */
  public static void write(Report report, MoreFields more, OutputStream to) throws IOException {
    JsonNode fields = MAPPER.valueToTree(report);
    try (JsonGenerator out = MAPPER.createGenerator(to)) {
      out.writeStartObject();
      for (Map.Entry<String, JsonNode> field : fields.properties()) {
        out.writeFieldName(field.getKey());
        MAPPER.writeTree(out, field.getValue());
      }
      more.write(out);
      out.writeEndObject();
    }
  }

  /** With line breaks and indentation. */
  public static String pretty(Report report) {
    try {
      return WRITER.withDefaultPrettyPrinter().writeValueAsString(report);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("cannot happen: a report is plain data", e);
    }
  }

  /**
   * Reads what {@link #write} writes.
   *
   * @throws IOException if {@code json} is not a report
   */
  public static Report read(byte[] json) throws IOException {
    Report report = READER.readValue(json);
    if (report == null || report.schema() != Report.SCHEMA) {
      throw new IOException("not a report of schema " + Report.SCHEMA);
    }
    RequiredFields.check("", report);
    return report;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.netcheck.report;

import java.io.IOException;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a record that Jackson made has a value in each component that is not {@link
 * Nullable}, and so have the records in it. Jackson itself does not know the difference.
 */
final class RequiredFields {
  private RequiredFields() {}

  /**
   * @param place a JSON pointer to {@code read}, for the message
   * @throws IOException if something is missing
   */
  static void check(String place, Object read) throws IOException {
    switch (read) {
      case Record fields -> {
        for (RecordComponent component : fields.getClass().getRecordComponents()) {
          Object value = value(fields, component);
          String inner = place + "/" + jsonName(component);
          if (value != null) {
            check(inner, value);
          } else if (!isNullable(component.getAnnotatedType())) {
            throw missing(inner);
          }
        }
      }
      case Collection<?> elements -> checkEach(place, elements);
      case Map<?, ?> entries -> checkEach(place, entries.values());
      default -> {}
    }
  }

  private static void checkEach(String place, Collection<?> elements) throws IOException {
    int i = 0;
    for (Object element : elements) {
      String inner = place + "/" + i++;
      if (element == null) {
        throw missing(inner);
      }
      check(inner, element);
    }
  }

  private static IOException missing(String place) {
    return new IOException("not a report: " + place + " is missing");
  }

  /** As {@link ReportJson} writes it. */
  private static String jsonName(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  private static boolean isNullable(AnnotatedType type) {
    return type.isAnnotationPresent(Nullable.class);
  }

  private static @Nullable Object value(Record fields, RecordComponent component) {
    try {
      return component.getAccessor().invoke(fields);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a component of a public record", e);
    }
  }
}

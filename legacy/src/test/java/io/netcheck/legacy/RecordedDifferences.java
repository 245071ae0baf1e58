// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A test that fails if a deliberate difference is none any more, and no capture shows it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface RecordedDifferences {
  Difference[] value();
}

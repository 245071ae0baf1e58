// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A test of deliberate differences that no capture shows; it fails if they disappear. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface RecordedDifferences {
  Difference[] value();
}

// SPDX-License-Identifier: Apache-2.0
package io.netcheck.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * Marks a test that needs more than this JVM: a tool, a process, a privilege, a built package, or
 * more than a second. {@code ./test quick} leaves it out. Maven runs these tests in a JVM of their
 * own, several classes at a time. A test that starts a process without it fails.
 *
 * <p>A class that must have the machine to itself is also {@code @Isolated}.
 */
@Documented
@Tag("machine")
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface MachineTest {}

// SPDX-License-Identifier: Apache-2.0
package io.netcheck.page;

/**
 * What to do about one alert.
 *
 * @param name of the alert
 * @param markdown whose title is the name
 */
record Runbook(String name, String markdown) {}

// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

/**
 * A check that a user asks of the exporter.
 *
 * @param source a node
 * @param target another node
 * @param oneWay only from the source to the target, and not back
 */
public record CheckRequest(String source, String target, boolean oneWay, CheckQuestion question) {}

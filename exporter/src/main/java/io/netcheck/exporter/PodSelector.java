// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter;

/**
 * The pods of another program whose clients report to this exporter.
 *
 * @param program its name, as problems and log lines give it
 * @param labels a label selector of Kubernetes
 */
public record PodSelector(String program, String labels) {}

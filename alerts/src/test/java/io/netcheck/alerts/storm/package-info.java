// SPDX-License-Identifier: Apache-2.0
/**
 * Whole clusters with one fault: what Prometheus would scrape of all agents and exporters, and how
 * many notifications come of it.
 */
package io.netcheck.alerts.storm;

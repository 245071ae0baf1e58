// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A deliberate difference from the originals. {@code docs/upgrading.md} has the same list, with the
 * reasons.
 */
enum Difference {
  ENGLISH_MESSAGES("POST /api/v1/(heartbeat|test-results/).*", "body/(message|details)"),
  ONLY_ADDRESSES_ARE_HANDED_OUT(
      "GET /api/v1/(hosts|pods|results)", "body/(count|host_ips/.*|pod_ips/.*)"),
  RESULTS_HAVE_SUMMARIES("GET /api/v1/results", "body/(timestamp|[a-z]+_test_summary/.*)"),
  UNKNOWN_AGENT_IS_404("GET /api/v1/agents/nosuch", "status|body.*|header/Content-Type"),
  ABSENT_IS_WHO_FELL_SILENT(
      "GET /api/v1/connectivity_check", "status|body/(Message|Absent|Outdated)(/.*)?"),
  REPORTS_DO_NOT_MIX(
      "GET /api/v1/agents/", "body/agent-[ab][^/]*/(nslookup|network_probes|ips)/.*"),
  NO_UPTIME_IS_NO_ABSENCE("GET /api/v1/agents/", "body/zerouptime/.*"),
  AGENT_IS_BARE_SPEC("GET /api/v1/agents/agent-a", "body/.*"),
  REFUSED_REPORT_IS_NO_REPORT("GET /metrics", "ncagent_\\w+_count_total\\{agent=\"-private.*"),
  ONE_404_BELOW_API_AND_OURS_ELSEWHERE("GET /(nope)?", "status|body.*|header/Content-Type"),
  /** The differences that no capture shows; {@link RecordedDifferences} marks their tests. */
  TRUE_CLIENT_COUNT("", ""),
  RESULTS_EXPIRE("", ""),
  OLDER_NEVER_REPLACES_NEWER("", ""),
  UNMEASURED_TIMES_ARE_LEFT_OUT("", ""),
  SERIES_OF_THE_GONE_ARE_GONE("", ""),
  SERVICE_IS_UP_BY_ITS_PORT("", ""),
  BODIES_AND_ROWS_ARE_BOUNDED("", ""),
  LOWEST_PORT_COUNTS("", "");

  private final Pattern request;
  private final Pattern field;

  Difference(String request, String field) {
    this.request = Pattern.compile(request);
    this.field = Pattern.compile(field);
  }

  /**
   * @param before the value in the answer of the original
   */
  boolean covers(Capture capture, String name, String before) {
    // Texts that were English already are unchanged.
    boolean chinese = before.chars().anyMatch(c -> c >= 0x80);
    return (this != ENGLISH_MESSAGES || chinese)
        && request.matcher(capture.method() + " " + capture.path()).matches()
        && field.matcher(name).matches();
  }

  boolean isCaptured() {
    return !request.pattern().isEmpty();
  }

  /** The name in the documentation. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

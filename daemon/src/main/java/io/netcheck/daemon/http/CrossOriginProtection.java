// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import java.util.Locale;

/**
 * Refuses what the page of another site lets a browser send. Such a page reaches what its reader
 * reaches, which is often more than the internet does. No other client sends the headers that are
 * looked at here.
 *
 * @param hosts the names under which a browser may reach a listener that asks for no TLS, password
 *     or token
 */
public record CrossOriginProtection(AllowedHosts hosts) {
  /**
   * @param open whether the listener asks for no TLS, password or token. A page with a name of its
   *     own has no certificate for it that the browser takes here, and does not get the others.
   * @throws HttpError if the request is refused
   */
  public void check(RequestHead head, boolean open) throws HttpError {
    if (!head.isRead() && isCrossOrigin(head)) {
      throw new HttpError(
          ErrorCode.CROSS_ORIGIN, "a page of another site may not send this request");
    }
    if (open && isFromBrowser(head) && !hosts.contain(head.header("Host"))) {
      throw new HttpError(
          ErrorCode.HOST_NOT_ALLOWED,
          "a browser may use this name only if "
              + AllowedHosts.KEY
              + " has it; IP addresses and names without a dot are allowed");
    }
  }

  /**
   * As browsers tell it: those of today by Sec-Fetch-Site, though not over plain HTTP; all of them
   * by Origin.
   */
  private static boolean isCrossOrigin(RequestHead head) {
    String site = head.header("Sec-Fetch-Site");
    if (!site.isEmpty()) {
      return !site.equals("same-origin") && !site.equals("none");
    }
    String origin = head.header("Origin").toLowerCase(Locale.ROOT);
    return !origin.isEmpty()
        && !origin.endsWith("://" + head.header("Host").toLowerCase(Locale.ROOT));
  }

  /** A page cannot keep a browser from sending Accept-Language, as it can with User-Agent. */
  private static boolean isFromBrowser(RequestHead head) {
    return !head.header("Accept-Language").isEmpty()
        || !head.header("Origin").isEmpty()
        || !head.header("Sec-Fetch-Site").isEmpty();
  }
}

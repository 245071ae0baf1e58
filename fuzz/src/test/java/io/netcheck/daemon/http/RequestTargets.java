// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netcheck.fuzz.FuzzTarget;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;

/** Parts of the head of a request. */
public final class RequestTargets {
  private static final List<Class<? extends Exception>> REFUSED = List.of(HttpError.class);

  private RequestTargets() {}

  public static List<FuzzTarget> all() {
    return List.of(
        FuzzTarget.of("query", in -> request(in).query(), REFUSED),
        FuzzTarget.of("browser-headers", RequestTargets::browser, REFUSED));
  }

  /** A request whose query is {@code input}. */
  public static Request request(byte[] input) throws HttpError {
    RequestHead head =
        new RequestHead(
            InetAddress.getLoopbackAddress(),
            "GET",
            "/",
            new String(input, ISO_8859_1),
            RequestHeaders.NONE,
            List.of());
    return new Request(head, head.parameters(), new byte[0]);
  }

  /** Three lines: Host, Origin and Sec-Fetch-Site; and the second as a name that is allowed. */
  private static Object browser(byte[] input) throws HttpError {
    String[] lines = new String(input, ISO_8859_1).split("\n", 4);
    String host = lines[0];
    String origin = lines.length > 1 ? lines[1] : "";
    String site = lines.length > 2 ? lines[2] : "";
    AllowedHosts hosts;
    try {
      hosts = AllowedHosts.type().parser().parse(origin);
    } catch (IllegalArgumentException _) {
      hosts = AllowedHosts.PRIVATE;
    }
    new CrossOriginProtection(hosts)
        .check(
            new RequestHead(
                InetAddress.getLoopbackAddress(),
                "POST",
                "/",
                "",
                RequestHeaders.of(Map.of("Host", host, "Origin", origin, "Sec-Fetch-Site", site)),
                List.of()),
            true);
    return hosts.more();
  }
}

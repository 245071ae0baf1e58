// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.relay;

import io.netcheck.daemon.AddressKey;
import io.netcheck.daemon.http.Answer;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.RequestHandler;
import io.netcheck.daemon.http.RequestHead;
import io.netcheck.daemon.http.Response;
import io.netcheck.daemon.settings.ExporterAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes the reports of the predecessors' clients on to the other exporters, so that all of them
 * know the same clients, whichever a report reaches. A report carries a header from then on, and
 * one with the header is never passed on again. Thread-safe.
 */
public final class ReportRelay implements AutoCloseable {
  /** The header of a report that another exporter took first; its value names that exporter. */
  static final String PASSED_ON = "Netcheck-Passed-On";

  private static final Logger LOG = LoggerFactory.getLogger(ReportRelay.class);
  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final int MOST_EXPORTERS = 8;
  private static final int DEFAULT_PORT = 8080;
  private static final int OK = 200;
  private static final int REDIRECT = 300;

  private static final Answer ITSELF =
      new Answer.Immediate(
          Response.text("this is the exporter that passed it on\n")
              .withStatus(OtherExporter.IS_ITSELF));

  private final List<ExporterAddress> names;
  private final String instance = HexFormat.of().toHexDigits(new SecureRandom().nextLong());
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();
  private final Thread lookup;

  /** Replaced as a whole by the thread that looks them up. */
  private volatile Map<InetSocketAddress, OtherExporter> others = Map.of();

  private volatile Set<AddressKey> addresses = Set.of();
  private volatile boolean closed;
  private String problem = "";

  private ReportRelay(List<ExporterAddress> names) {
    this.names = List.copyOf(names);
    this.lookup = Thread.ofPlatform().name("report-relay-lookup").daemon().unstarted(this::run);
  }

  /** Begins to look for the others. */
  public static ReportRelay start(List<ExporterAddress> names) {
    ReportRelay relay = new ReportRelay(names);
    relay.lookup.start();
    return relay;
  }

  /** The same answer, which also passes the report on if it is taken and comes from its client. */
  public Answer passingOn(RequestHead head, Answer answer) {
    if (!head.method().equals("POST") || !(answer instanceof Answer.Handled handled)) {
      return answer;
    }
    String from = head.header(PASSED_ON);
    if (!from.isEmpty()) {
      return from.equals(instance) ? ITSELF : answer;
    }
    RequestHandler passing = request -> handle(handled.handler(), request);
    return new Answer.Handled(
        handled.query(),
        handled.maxBody(),
        handled.handler().isQuick() ? RequestHandler.quick(passing) : passing,
        handled.refusal());
  }

  private Response handle(RequestHandler handler, Request request) throws HttpError {
    Response response = handler.handle(request);
    if (response.status() >= OK && response.status() < REDIRECT) {
      PassedReport report = PassedReport.of(request, System.nanoTime());
      others.values().forEach(other -> other.offer(report));
    }
    return response;
  }

  /** Whether one of the exporters passes this on, which has checked where it came from. */
  public boolean isPassedOn(RequestHead head) {
    return !head.header(PASSED_ON).isEmpty() && addresses.contains(AddressKey.of(head.client()));
  }

  private void run() {
    try {
      while (!closed) {
        look();
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException _) {
      // Only close() interrupts this thread.
    }
  }

  /** A name that is not resolved now changes nothing. */
  private void look() {
    Set<InetSocketAddress> found = new LinkedHashSet<>();
    String now = "";
    for (ExporterAddress one : names) {
      try {
        InetAddress[] all = InetAddress.getAllByName(one.host());
        for (InetAddress address : all) {
          // In one IP family, because one with two addresses would get everything twice.
          if (address.getClass() == all[0].getClass() && found.size() < MOST_EXPORTERS) {
            found.add(new InetSocketAddress(address, one.port().orElse(DEFAULT_PORT)));
          }
        }
      } catch (UnknownHostException e) {
        now = e.toString();
      }
    }
    if (!now.equals(problem)) {
      problem = now;
      if (now.isEmpty()) {
        LOG.info("other exporters found again");
      } else {
        LOG.warn("other exporters not found, those found before stay problem=\"{}\"", now);
      }
    }
    if (now.isEmpty()) {
      take(found);
    }
  }

  private void take(Set<InetSocketAddress> found) {
    Map<InetSocketAddress, OtherExporter> before = others;
    Map<InetSocketAddress, OtherExporter> after = new HashMap<>();
    for (InetSocketAddress address : found) {
      OtherExporter known = before.get(address);
      after.put(address, known == null ? new OtherExporter(address, instance, http) : known);
    }
    others = Map.copyOf(after);
    addresses =
        found.stream().map(it -> AddressKey.of(it.getAddress())).collect(Collectors.toSet());
    before.forEach((address, other) -> {
      if (!after.containsKey(address)) {
        other.close();
      }
    });
  }

  @Override
  public void close() {
    closed = true;
    lookup.interrupt();
    try {
      lookup.join(CONNECT_TIMEOUT);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    others.values().forEach(OtherExporter::close);
    http.shutdownNow();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.heartbeat;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.HttpLimits;
import io.netcheck.daemon.http.HttpListener;
import io.netcheck.daemon.http.Response;
import io.netcheck.daemon.http.Routes;
import io.netcheck.daemon.http.jdk.JdkHttpListener;
import io.netcheck.daemon.settings.ExporterAddress;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.HeartbeatAnswer;
import io.netcheck.protocol.HeartbeatJson;
import io.netcheck.protocol.MalformedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which exporters get heartbeats. They are on loopback addresses of their own, all on one port. */
class ExporterHeartbeatsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final InetAddress ONE = InetAddress.ofLiteral("127.0.67.1");
  private static final InetAddress TWO = InetAddress.ofLiteral("127.0.67.2");

  private final List<AutoCloseable> parts = new CopyOnWriteArrayList<>();
  private final AtomicInteger joined = new AtomicInteger();
  private final AtomicInteger left = new AtomicInteger();
  private int port;

  /** What the name leads to; null for no answer of the name server. */
  private volatile List<InetAddress> addresses = List.of();

  private volatile boolean silent;

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable part : parts) {
      part.close();
    }
  }

  /** An exporter that accepts everything, and what it heard. */
  private final class Heard implements AutoCloseable {
    final List<Heartbeat> all = new CopyOnWriteArrayList<>();
    final HttpListener listener;

    Heard(InetAddress address) {
      listener =
          JdkHttpListener.SERVER.open(
              new InetSocketAddress(address, port),
              HttpLimits.DEFAULT,
              new Routes()
                  .post(
                      "/api/v2/heartbeat",
                      "application/json",
                      1 << 20,
                      request -> {
                        try {
                          all.add(HeartbeatJson.read(request.body()));
                        } catch (MalformedException e) {
                          throw new HttpError(ErrorCode.MALFORMED, e.getMessage(), e.field());
                        }
                        return Response.json(HeartbeatJson.write(HeartbeatAnswer.NOTHING));
                      },
                      _ -> {}));
      port = listener.address().getPort();
      parts.add(this);
    }

    boolean hasGoodbye() {
      return all.stream().anyMatch(Heartbeat::goodbye);
    }

    @Override
    public void close() {
      listener.close();
    }
  }

  private final class Told implements ExporterHeartbeats.Recipient {
    private final AtomicInteger sequence = new AtomicInteger();

    Told() {
      joined.incrementAndGet();
    }

    @Override
    public Heartbeat next(boolean goodbye) {
      return new Heartbeat(
          new ClientId(AgentKind.HOST, "n1"),
          "",
          "1",
          "i",
          Duration.ZERO,
          sequence.incrementAndGet(),
          goodbye,
          Instant.EPOCH,
          Duration.ofSeconds(1),
          new Endpoint(List.of(), List.of(ONE), 1),
          "",
          0,
          Duration.ZERO,
          List.of(),
          List.of(),
          List.of());
    }

    @Override
    public void accepted() {}

    @Override
    public void take(HeartbeatAnswer answer) {}

    @Override
    public void leave() {
      left.incrementAndGet();
    }
  }

  private ExporterHeartbeats heartbeats(String server, boolean named) {
    List<ExporterAddress> names =
        named ? List.of(new ExporterAddress("exporters", OptionalInt.of(port))) : List.of();
    ExporterHeartbeats heartbeats =
        ExporterHeartbeats.start(
            new ExporterHeartbeats.HeartbeatRoute(
                URI.create(server),
                Optional.empty(),
                ExporterConnections.DEFAULT,
                Duration.ofSeconds(1)),
            new ExporterNames(names, this::resolve, () -> {}),
            ProcessClock.SYSTEM,
            Told::new);
    parts.addFirst(heartbeats);
    return heartbeats;
  }

  private List<InetAddress> resolve(String host) throws IOException {
    assertEquals("exporters", host);
    if (silent) {
      throw new UnknownHostException(host);
    }
    return addresses;
  }

  @Test
  void eachAddressGetsHeartbeatsWithItsOwnSequence() {
    Heard one = new Heard(ONE);
    Heard two = new Heard(TWO);
    addresses = List.of(TWO, ONE);
    ExporterHeartbeats heartbeats = heartbeats("http://127.0.67.9:1", true);
    await().atMost(PATIENCE).until(() -> one.all.size() >= 3 && two.all.size() >= 3);
    for (Heard heard : List.of(one, two)) {
      List<Long> sequences = heard.all.stream().map(Heartbeat::sequence).toList();
      assertEquals(
          IntStream.rangeClosed(1, sequences.size()).mapToObj(Long::valueOf).toList(), sequences);
    }
    heartbeats.close();
    await().atMost(PATIENCE).until(() -> one.hasGoodbye() && two.hasGoodbye());
    assertEquals(2, joined.get());
  }

  @Test
  void oneThatComesIsFoundAndOneThatIsGoneIsLeft() {
    Heard one = new Heard(ONE);
    addresses = List.of(ONE);
    ExporterHeartbeats heartbeats = heartbeats("http://127.0.67.9:1", true);
    await().atMost(PATIENCE).until(() -> !one.all.isEmpty());

    one.close();
    await().atMost(PATIENCE).until(() -> heartbeats.failed() > 0);
    Heard two = new Heard(TWO);
    addresses = List.of(TWO);
    await().atMost(PATIENCE).until(() -> !two.all.isEmpty() && left.get() == 1);
    long failed = heartbeats.failed();
    long sent = heartbeats.sent();
    await().atMost(PATIENCE).until(() -> heartbeats.sent() > sent);
    assertEquals(failed, heartbeats.failed(), "what was counted before stays");
    assertFalse(one.hasGoodbye());
  }

  @Test
  void whatWasFoundStaysWhileTheNameServerIsAway() {
    Heard one = new Heard(ONE);
    addresses = List.of(ONE);
    heartbeats("http://127.0.67.9:1", true);
    await().atMost(PATIENCE).until(() -> !one.all.isEmpty());
    silent = true;
    int before = one.all.size();
    await().atMost(PATIENCE).until(() -> one.all.size() >= before + 10);
    assertEquals(0, left.get());
  }

  @Test
  void untilTheNameLeadsSomewhereTheUrlDoes() {
    Heard one = new Heard(ONE);
    Heard two = new Heard(TWO);
    silent = true;
    addresses = List.of(TWO);
    heartbeats("http://" + ONE.getHostAddress() + ":" + port, true);
    await().atMost(PATIENCE).until(() -> !one.all.isEmpty());
    silent = false;
    await().atMost(PATIENCE).until(() -> !two.all.isEmpty() && left.get() == 1);
    assertFalse(one.hasGoodbye());
  }

  @Test
  void withoutNamesOnlyTheUrlCounts() {
    Heard one = new Heard(ONE);
    heartbeats("http://" + ONE.getHostAddress() + ":" + port, false);
    await().atMost(PATIENCE).until(() -> one.all.size() >= 2);
    assertEquals(1, joined.get());
  }

  @Test
  void aNameWithVeryManyAddressesLeadsToEightOfThem() {
    List<InetAddress> many = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      many.add(InetAddress.ofLiteral("127.0.67." + (100 + i)));
    }
    port = 1;
    addresses = many.reversed();
    heartbeats("http://127.0.67.9:1", true);
    await().atMost(PATIENCE).until(() -> joined.get() >= ExporterLookup.MOST_ADDRESSES);
    addresses = many;
    await().pollDelay(Duration.ofSeconds(4)).atMost(PATIENCE).until(() -> true);
    assertEquals(ExporterLookup.MOST_ADDRESSES, joined.get(), "the same ones in any order");
  }

  @Test
  void namesAndAddressesAreReadWithTheirPorts() {
    assertEquals(
        List.of(
            new ExporterAddress("netcheck-exporter-peers.ns.svc", OptionalInt.of(8080)),
            new ExporterAddress("10.1.2.3", OptionalInt.empty()),
            new ExporterAddress("fd00::3", OptionalInt.of(81)),
            new ExporterAddress("fd00::4", OptionalInt.empty())),
        parse("netcheck-exporter-peers.ns.svc:8080, 10.1.2.3,[fd00::3]:81,[fd00::4]"));
    assertTrue(parse("").isEmpty());
    for (String wrong :
        List.of(
            "http://a",
            "a:0",
            "a:65536",
            "a:",
            "a:+1",
            "a b",
            "[::1",
            "[a]",
            "fd00::3",
            "-a",
            "a:1x",
            "a,b,c,d,e,f,g,h,i")) {
      assertThrows(IllegalArgumentException.class, () -> parse(wrong), wrong);
    }
  }

  private static List<ExporterAddress> parse(String text) {
    return ExporterAddress.list().parser().parse(text);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import io.netcheck.agent.probe.EventLoop;
import io.netcheck.agent.probe.IcmpProber;
import io.netcheck.agent.probe.Outcome;
import io.netcheck.agent.probe.ProbeTarget;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Compares the cost of an ICMP probe with the cost of a {@code ping} process. */
final class IcmpCost implements Benchmark {
  private static final int WARM_UP = 10_000;
  private static final int PROBES = 20_000;
  private static final int PINGS = 300;
  private static final String PING =
      "i=0; while [ $i -lt "
          + PINGS
          + " ]; do ping -n -c 1 127.0.0.1 >/dev/null || exit 1; i=$((i + 1)); done";

  @Override
  public String name() {
    return "icmp";
  }

  @Override
  public String question() {
    return "CPU of an ICMP probe against running ping";
  }

  @Override
  public List<Measurement> run(BenchmarkProcesses bench) throws IOException, InterruptedException {
    String what = "agent: CPU of an ICMP probe";
    List<Measurement> figures = new ArrayList<>();
    Optional<Double> ours = ours();
    Optional<Double> ping = ping(bench);
    figures.add(
        ours.map(micros -> Measurement.plain(what, micros, "µs"))
            .orElseGet(() -> Measurement.missing(what, "not permitted")));
    figures.add(
        ping.map(micros -> Measurement.plain("ping -c 1 from a shell: CPU", micros, "µs"))
            .orElseGet(() -> Measurement.missing("ping -c 1 from a shell: CPU", "no ping")));
    if (ours.isPresent() && ping.isPresent()) {
      figures.add(Measurement.plain("ping over our probe: CPU", ping.get() / ours.get(), "times"));
    }
    return figures;
  }

  /** Sends one probe at a time and waits for it, like ping. This process does nothing else. */
  private static Optional<Double> ours() throws IOException, InterruptedException {
    InetAddress own = InetAddress.ofLiteral("127.0.0.1");
    try (EventLoop loop = new EventLoop(ProcessClock.SYSTEM);
        IcmpProber prober = new IcmpProber(loop, List.of(own), ProcessClock.SYSTEM)) {
      if (prober.unsupported(IpFamily.IPV4).isPresent()) {
        return Optional.empty();
      }
      ProbeTarget target = new ProbeTarget(own, 0, Network.HOST);
      probe(prober, target, WARM_UP);
      long self = ProcessHandle.current().pid();
      Duration before = CpuTime.of(self).own();
      probe(prober, target, PROBES);
      return Optional.of(CpuTime.of(self).own().minus(before).toNanos() / 1e3 / PROBES);
    }
  }

  private static void probe(IcmpProber prober, ProbeTarget target, int times)
      throws IOException, InterruptedException {
    CountDownLatch answers = new CountDownLatch(times);
    AtomicInteger replies = new AtomicInteger();
    ask(prober, target, answers, replies);
    answers.await();
    if (replies.get() < times * 0.99) {
      throw new IOException("of " + times + " probes answered: " + replies.get());
    }
  }

  /** Asks the next one on the thread that got the answer, as the agent does. */
  private static void ask(
      IcmpProber prober, ProbeTarget target, CountDownLatch answers, AtomicInteger replies) {
    prober.probe(
        target,
        System.nanoTime() + TimeUnit.SECONDS.toNanos(1),
        outcome -> {
          if (outcome instanceof Outcome.Reply) {
            replies.incrementAndGet();
          }
          answers.countDown();
          if (answers.getCount() > 0) {
            ask(prober, target, answers, replies);
          }
        });
  }

  /** Starts ping from a shell, because a shell starts processes with the least cost. */
  private static Optional<Double> ping(BenchmarkProcesses bench)
      throws IOException, InterruptedException {
    long self = ProcessHandle.current().pid();
    Duration before = CpuTime.of(self).children();
    Process shell =
        new ProcessBuilder("sh", "-c", PING)
            .redirectErrorStream(true)
            .redirectOutput(bench.file("ping").toFile())
            .start();
    bench.own(shell::destroy);
    boolean good = shell.waitFor(60, TimeUnit.SECONDS) && shell.exitValue() == 0;
    Duration used = CpuTime.of(self).children().minus(before);
    return good ? Optional.of(used.toNanos() / 1e3 / PINGS) : Optional.empty();
  }
}

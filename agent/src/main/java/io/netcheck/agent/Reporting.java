// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent;

import io.netcheck.agent.check.CheckOutbox;
import io.netcheck.agent.heartbeat.ExporterHeartbeats;
import io.netcheck.agent.peer.ExporterPeers;
import io.netcheck.agent.sweep.SweepRunner;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.HeartbeatAnswer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/**
 * What each exporter is told. Each has a window of its own, so that a result is neither lost for
 * one nor counted twice by another. An exporter that comes is told what the one with the shortest
 * window is told next, so that it learns why links are down, and nothing from long ago.
 * Thread-safe.
 */
final class Reporting {
  private final HeartbeatSources sources;
  private final List<HeartbeatContent> open = new ArrayList<>();
  private final List<Runnable> listeners = new ArrayList<>();

  Reporting(HeartbeatSources sources) {
    this.sources = sources;
  }

  /** Calls {@code listener} when a result is to be told soon. It must not block. */
  synchronized void listen(Runnable listener) {
    listeners.add(listener);
  }

  private void urge() {
    List<Runnable> all;
    synchronized (this) {
      all = List.copyOf(listeners);
    }
    all.forEach(Runnable::run);
  }

  /**
   * An exporter comes.
   *
   * @param sweep does its sweep
   * @param answers receives every answer
   */
  synchronized ExporterHeartbeats.Recipient join(
      ExporterPeers.Voice peers,
      SweepRunner sweep,
      BiConsumer<HeartbeatContent, HeartbeatAnswer> answers) {
    CheckOutbox outbox = new CheckOutbox();
    outbox.listen(this::urge);
    HeartbeatContent content = new HeartbeatContent(sources, freeNumber(), peers, outbox, sweep);
    Optional<HeartbeatContent> latest =
        open.stream().max(Comparator.comparingLong(one -> one.sinceNanos() - sources.startNanos()));
    latest.ifPresent(content::follow);
    open.add(content);
    return new Told(content, answers);
  }

  private int freeNumber() {
    return IntStream.iterate(0, number -> number + 1)
        .filter(number -> open.stream().noneMatch(one -> one.exporter() == number))
        .findFirst()
        .orElseThrow();
  }

  private synchronized void leave(HeartbeatContent content) {
    open.remove(content);
    content.peers().leave();
  }

  private final class Told implements ExporterHeartbeats.Recipient {
    private final HeartbeatContent content;
    private final BiConsumer<HeartbeatContent, HeartbeatAnswer> answers;

    Told(HeartbeatContent content, BiConsumer<HeartbeatContent, HeartbeatAnswer> answers) {
      this.content = content;
      this.answers = answers;
    }

    @Override
    public Heartbeat next(boolean goodbye) {
      return content.next(goodbye);
    }

    @Override
    public void accepted() {
      content.accepted();
    }

    @Override
    public void take(HeartbeatAnswer answer) {
      answers.accept(content, answer);
    }

    @Override
    public void leave() {
      Reporting.this.leave(content);
    }
  }
}

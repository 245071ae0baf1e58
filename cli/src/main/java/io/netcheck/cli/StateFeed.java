// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import io.netcheck.protocol.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows the state of an exporter: by the events that it sends, and by asking again and again if
 * it sends none. After a failure it tries again, later and later. Its own thread reads; one other
 * thread takes what it read.
 */
final class StateFeed implements AutoCloseable {
  /** What became known. */
  sealed interface News {
    /** The state, new or changed. */
    record Fresh(ClusterState state) implements News {}

    /** The exporter judged again, and the state is the same. */
    record Same() implements News {}

    /**
     * Nothing can be had for now.
     *
     * @param why as part of a sentence
     */
    record Lost(String why) implements News {}

    /** Nothing can ever be had. */
    record Refused(RefusedException why) implements News {}
  }

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  /** The exporter sends something every two seconds. */
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(20);

  /** How long it asks again and again before it tries whether there are events now. */
  private static final Duration UNTIL_EVENTS = Duration.ofMinutes(1);

  /** Whoever does not take the news in time misses none: the thread waits. */
  private static final int MOST_WAITING = 16;

  private final ExporterApi api;
  private final Duration interval;
  private final BlockingQueue<News> news = new LinkedBlockingQueue<>(MOST_WAITING);
  private final Thread reader;
  private volatile boolean closed;
  private volatile @Nullable InputStream stream;
  private volatile long heard = System.nanoTime();
  private Duration pause = FIRST_PAUSE;
  private String lastEvent = "";
  private @Nullable LiveState state;

  /**
   * @param interval between two requests, if there are no events
   */
  StateFeed(ExporterApi api, Duration interval) {
    this.api = api;
    this.interval = interval;
    this.reader = Thread.ofVirtual().name("state-feed").start(this::follow);
  }

  /** Waits for news. Call it often: it also ends a stream in which nothing comes any more. */
  Optional<News> next(Duration patience) throws InterruptedException {
    News next = news.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    InputStream open = stream;
    if (next == null && open != null && System.nanoTime() - heard > LONGEST_SILENCE.toNanos()) {
      closeQuietly(open);
    }
    return Optional.ofNullable(next);
  }

  private void follow() {
    try {
      while (!closed) {
        try {
          if (!readEvents()) {
            ask();
          }
        } catch (RefusedException e) {
          news.put(new News.Refused(e));
          return;
        } catch (MalformedException e) {
          // The next event would build upon one that was not understood.
          state = null;
          lastEvent = "";
          lost("the exporter sent what is no state: " + e.getMessage());
        } catch (ConnectException _) {
          lost("cannot connect to the exporter");
        } catch (IOException e) {
          lost(String.valueOf(e.getMessage()));
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Tells that, and waits: longer each time, and not at the same moment as others. */
  private void lost(String why) throws InterruptedException {
    if (closed) {
      return;
    }
    news.put(new News.Lost(why));
    Thread.sleep(pause.multipliedBy(ThreadLocalRandom.current().nextLong(80, 121)).dividedBy(100));
    pause = pause.multipliedBy(2);
    pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }

  /** Returns false if there are no events to be had. */
  private boolean readEvents() throws IOException, InterruptedException {
    ExporterHttp.HttpStream answer = api.events(lastEvent);
    try (InputStream body = answer.body()) {
      if (answer.status() != 200 || !answer.type().startsWith("text/event-stream")) {
        return unavailable(answer);
      }
      heard = System.nanoTime();
      stream = body;
      EventReader events = new EventReader(body);
      while (!closed) {
        Optional<EventReader.Event> event = events.next();
        if (event.isEmpty()) {
          throw new IOException("the exporter ended the connection");
        }
        heard = System.nanoTime();
        take(event.get());
      }
      return true;
    } finally {
      stream = null;
    }
  }

  private boolean unavailable(ExporterHttp.HttpStream answer) throws IOException {
    // Too many streams, a proxy that knows no streams, or an exporter that sends none.
    boolean rather = answer.status() == 200 || answer.status() == 404 || answer.status() == 503;
    if (rather) {
      return false;
    }
    throw api.noEvents(answer);
  }

  private void take(EventReader.Event event) throws IOException, InterruptedException {
    switch (event.type()) {
      case "state" -> state = new LiveState(StateJson.object(event.data()));
      case "change" -> known().change(StateJson.object(event.data()));
      case "tick" -> {
        known();
        lastEvent = event.id();
        news.put(new News.Same());
        return;
      }
      default -> {
        return;
      }
    }
    lastEvent = event.id();
    pause = FIRST_PAUSE;
    news.put(new News.Fresh(known().read()));
  }

  private LiveState known() throws MalformedException {
    LiveState present = state;
    if (present == null) {
      throw new MalformedException("", "a change before the first state");
    }
    return present;
  }

  private void ask() throws IOException, InterruptedException {
    String etag = "";
    long end = System.nanoTime() + UNTIL_EVENTS.toNanos();
    while (!closed && System.nanoTime() - end < 0) {
      ExporterHttp.HttpAnswer answer = api.fetchNewer(ExporterApi.STATE, etag);
      if (answer.status() == 304) {
        news.put(new News.Same());
      } else {
        ClusterState read = StateJson.read(StateJson.object(answer.body()), ClusterState.class);
        etag = answer.etag();
        pause = FIRST_PAUSE;
        news.put(new News.Fresh(read));
      }
      Thread.sleep(interval);
    }
  }

  private static void closeQuietly(InputStream open) {
    try {
      open.close();
    } catch (IOException _) {
      // Whoever reads it hears of it.
    }
  }

  @Override
  public void close() {
    closed = true;
    reader.interrupt();
    InputStream open = stream;
    if (open != null) {
      closeQuietly(open);
    }
  }
}

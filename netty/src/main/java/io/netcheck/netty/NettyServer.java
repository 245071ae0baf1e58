// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import io.netcheck.daemon.StartException;
import io.netcheck.daemon.http.HttpGate;
import io.netcheck.daemon.http.HttpLimits;
import io.netcheck.daemon.http.HttpListener;
import io.netcheck.daemon.http.Routes;
import io.netcheck.daemon.metrics.MetricSource;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.util.IdentityHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The HTTP server of the exporter. Quick requests are answered on the event loop that read them,
 * all others on virtual threads, so that an idle connection needs neither a thread nor a buffer.
 */
public final class NettyServer implements HttpListener.Server, AutoCloseable {
  /** As long as the kernel allows (net.core.somaxconn): a burst of a thousand agents. */
  private static final int BACKLOG = 4_096;

  /** Requests that run or wait on threads of their own. */
  private static final int MOST_SLOW = 1_024;

  /** Heap for an idle connection, with what it needs for a moment in each request. */
  private static final long CONNECTION_BYTES = 4 * 1024;

  private static final long ENCRYPTED_CONNECTION_BYTES = 8 * 1024;

  /** Of the heap, for answers that are not read yet. */
  private static final int UNREAD_PART = 4;

  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(16 * 1024, 32 * 1024);

  private final TimedLoops loops =
      new TimedLoops(
          // Half of the processors, because the other half is for slow requests and assessments.
          Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
          Thread.ofPlatform().name("http-loop-", 0).daemon().factory(),
          NioIoHandler.newFactory());

  private final IdentityHashMap<EventExecutor, LoopConnections> connections =
      new IdentityHashMap<>();
  private final SlowWork work = new SlowWork(MOST_SLOW);
  private final ResponseHeads heads = new ResponseHeads();
  private final UnreadAnswers unread =
      new UnreadAnswers(Runtime.getRuntime().maxMemory() / UNREAD_PART);
  private final StreamLimits streams;
  private final ListenerMetrics metrics;
  private volatile boolean draining;

  public NettyServer() {
    this(StreamLimits.standard());
  }

  NettyServer(StreamLimits streams) {
    this.streams = streams;
    metrics = new ListenerMetrics(streams.places());
    loops.forEach(loop -> connections.put(loop, new LoopConnections(loop)));
  }

  /** What became of the connections of all its listeners. */
  public MetricSource metrics() {
    return metrics;
  }

  /**
   * For how long the busiest of its event loops had work since the last call, in nanoseconds. A
   * loop that waits for a processor has work, too. To be called by one thread.
   */
  public long takeBusiestNanos() {
    return loops.takeBusiestNanos();
  }

  @Override
  public HttpListener open(
      InetSocketAddress address, HttpLimits limits, Routes routes, HttpGate gate) {
    ConnectionLimits most =
        ConnectionLimits.of(
            limits.connections(),
            gate.tls().isPresent() ? ENCRYPTED_CONNECTION_BYTES : CONNECTION_BYTES);
    ServerParts parts =
        new ServerParts(
            new ServedRoutes(gate, routes, limits),
            most,
            streams,
            work,
            heads,
            unread,
            metrics,
            () -> draining);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .childHandler(new ConnectionInitializer(parts, connections));
    var bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw StartException.notListening(address, (Exception) bound.cause());
    }
    // After Netty's own handler, which pauses for a second.
    bound.channel().pipeline().addLast(new AcceptFailures());
    metrics.watch(most);
    return new NettyListener(bound.channel());
  }

  /**
   * From now on each connection ends after its next response, so that clients go elsewhere before
   * this server does. New connections are answered as before.
   */
  public void drain() {
    draining = true;
  }

  /** Ends all connections, after what was given to them to send. */
  @Override
  public void close() {
    work.close();
    if (!loops.isShuttingDown()) {
      loops.forEach(loop -> loop.submit(() -> {}).awaitUninterruptibly(1, TimeUnit.SECONDS));
    }
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }
}

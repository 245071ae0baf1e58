// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.compression.StandardCompressionOptions;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContentCompressor;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Serves pages of metrics at many addresses from one process, compressed like those of the real
 * programs. Each address keeps its connection, as in a cluster.
 */
final class ServedPages implements AutoCloseable {
  private static final int THREADS = 2;

  /** The programs compress at the fastest level; the other two are zlib's defaults. */
  private static final int FASTEST = 1;

  private static final int WINDOW_BITS = 15;
  private static final int MEMORY_LEVEL = 8;

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(THREADS, NioIoHandler.newFactory());
  private final Map<SocketAddress, Page> pages = new ConcurrentHashMap<>();
  private final Answers answers = new Answers();
  private final long begin = System.nanoTime();

  /**
   * The page of one program.
   *
   * @param lines the text of each line up to its value
   */
  private record Page(SampledPage page, List<byte[]> lines, SplittableRandom chance) {
    synchronized void write(ByteBuf out, double seconds) {
      for (int i = 0; i < lines.size(); i++) {
        SampledPage.Line line = page.lines().get(i);
        out.writeBytes(lines.get(i));
        if (!(line instanceof SampledPage.Comment)) {
          out.writeByte(' ');
          ByteBufUtil.writeAscii(out, SampledPage.value(line, seconds, chance.nextDouble()));
        }
        out.writeByte('\n');
      }
    }
  }

  /**
   * Serves a page at {@code address}.
   *
   * @param rename turns the names in each line into those of this program
   */
  void serve(InetSocketAddress address, SampledPage page, UnaryOperator<String> rename)
      throws IOException {
    List<byte[]> lines =
        page.lines().stream().map(line -> rename.apply(line.text()).getBytes(UTF_8)).toList();
    pages.put(address, new Page(page, lines, new SplittableRandom(pages.size())));
    var bound =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            new HttpServerCodec(),
                            new HttpServerKeepAliveHandler(),
                            new HttpContentCompressor(
                                StandardCompressionOptions.gzip(
                                    FASTEST, WINDOW_BITS, MEMORY_LEVEL)),
                            answers);
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException("cannot listen on " + address, bound.cause());
    }
  }

  @Sharable
  private final class Answers extends SimpleChannelInboundHandler<HttpRequest> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpRequest request) {
      Page page = pages.get(context.channel().localAddress());
      FullHttpResponse response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1,
              page == null ? HttpResponseStatus.NOT_FOUND : HttpResponseStatus.OK);
      if (page != null) {
        page.write(response.content(), (System.nanoTime() - begin) / 1e9);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, page.page.contentType());
      }
      response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
      var _ = context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      // The scraper ended.
      var _ = context.close();
    }
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}

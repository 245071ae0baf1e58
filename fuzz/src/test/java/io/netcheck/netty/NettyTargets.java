// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netcheck.daemon.http.HttpError;
import io.netcheck.fuzz.FuzzTarget;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** Requests to the exporter. */
public final class NettyTargets {
  private NettyTargets() {}

  public static List<FuzzTarget> all() {
    return List.of(
        FuzzTarget.of("request-target", in -> RequestTarget.of(new String(in, ISO_8859_1))),
        FuzzTarget.of("http-request", NettyTargets::requests, List.of(HttpError.class)));
  }

  private static Object requests(byte[] input) throws HttpError {
    EmbeddedChannel channel =
        new EmbeddedChannel(new HttpRequestDecoder(ConnectionInitializer.DECODER));
    List<String> heads = new ArrayList<>();
    try {
      channel.writeInbound(Unpooled.wrappedBuffer(input));
      for (Object message = channel.readInbound();
          message != null;
          message = channel.readInbound()) {
        try {
          if (message instanceof HttpRequest request) {
            heads.add(HeadReader.read(request, InetAddress.getLoopbackAddress()).method());
          }
        } finally {
          ReferenceCountUtil.release(message);
        }
      }
    } finally {
      channel.finishAndReleaseAll();
    }
    return heads;
  }
}

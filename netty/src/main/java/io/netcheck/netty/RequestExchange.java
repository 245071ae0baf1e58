// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import io.netcheck.daemon.http.Answer;
import io.netcheck.daemon.http.EventFeed;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.HttpLimits;
import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.RequestBodies;
import io.netcheck.daemon.http.RequestHead;
import io.netcheck.daemon.http.Response;
import io.netcheck.daemon.http.RouteAccess;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response. The head decides first: what it alone can refuse is refused before
 * the body is read. What takes more than microseconds runs on a thread of its own, and the event
 * loop goes on with the result. Used on the event loop of its connection only.
 */
final class RequestExchange implements ChannelFutureListener {
  private static final byte[] NO_BODY = {};

  /** A larger body takes longer to parse than an event loop may be held up. */
  private static final int MOST_QUICK_BYTES = 64 * 1024;

  private enum Phase {
    /** It is not decided yet how the request is answered. */
    DECIDING,
    /** The handler needs the body, which is being read. */
    READING,
    /** A handler works. */
    HANDLING,
    /** The response goes on with events. */
    FOLLOWED,
    /** The response is on its way. What comes of the request is discarded. */
    WRITING,
    /** The response is written, but the request is not read to its end. */
    WRITTEN
  }

  /** Something slow, and what the event loop does with its result. */
  private interface SlowStep {
    Runnable run() throws HttpError, InterruptedException;
  }

  private final HttpConnection connection;
  private final HttpRequest request;
  private Phase phase = Phase.DECIDING;
  private boolean keepAlive;
  private boolean bodyEnded;
  private boolean bodyInvited = true;
  private long discarded;
  private @Nullable RequestHead head;
  private Answer.@Nullable Handled handled;
  private RequestBodies.@Nullable Body body;
  private @Nullable EventStream events;
  private volatile @Nullable Thread worker;

  RequestExchange(HttpConnection connection, HttpRequest request) {
    this.connection = connection;
    this.request = request;
    this.keepAlive = HttpUtil.isKeepAlive(request) && !connection.parts().draining().getAsBoolean();
  }

  /** Decides how the request is answered. */
  void begin() {
    RequestHead asked;
    try {
      asked = HeadReader.read(request, connection.client());
    } catch (HttpError e) {
      connection.parts().metrics().count(CutOffReason.MALFORMED);
      keepAlive = false;
      respond(e.response());
      return;
    }
    head = asked;
    bodyInvited = !HttpUtil.is100ContinueExpected(request);
    ServedRoutes served = connection.parts().served();
    RouteAccess access = served.routes().accessTo(asked.path());
    try {
      Optional<List<X509Certificate>> proven =
          served.gate().admitAtOnce(asked, connection.session(), access);
      if (proven.isPresent()) {
        admitted(proven.get());
      } else {
        later(
            Phase.DECIDING,
            () -> {
              List<X509Certificate> late = served.gate().admit(asked, connection.session(), access);
              return () -> admitted(late);
            });
      }
    } catch (HttpError e) {
      respond(e.response());
    }
  }

  private void admitted(List<X509Certificate> proven) {
    if (!proven.isEmpty()) {
      head = head().withCertificates(proven);
    }
    try {
      follow(connection.parts().served().routes().answer(head()));
    } catch (RuntimeException e) {
      respond(ServedRoutes.failed(head().path(), e).response());
    }
  }

  private RequestHead head() {
    if (head == null) {
      throw new IllegalStateException("the request has no head yet");
    }
    return head;
  }

  private void follow(Answer answer) {
    switch (answer) {
      case Answer.Immediate immediate -> respond(immediate.response());
      case Answer.Handled chosen -> read(chosen);
      case Answer.Streamed streamed -> stream(streamed);
      case Answer.Events followed -> follow(followed.feed());
      case Answer.Deferred deferred ->
          later(
              Phase.DECIDING,
              () -> {
                Answer decided = deferred.decision().get();
                return () -> follow(decided);
              });
    }
  }

  private void read(Answer.Handled chosen) {
    handled = chosen;
    if (chosen.maxBody() == 0) {
      handle(chosen, NO_BODY);
      return;
    }
    try {
      body =
          connection
              .parts()
              .served()
              .bodies()
              .begin(HttpUtil.getContentLength(request, -1L), chosen.maxBody());
    } catch (HttpError e) {
      respond(chosen.refusal().apply(e));
      return;
    }
    phase = Phase.READING;
    if (!bodyInvited) {
      bodyInvited = true;
      ChannelFuture _ =
          connection
              .context()
              .writeAndFlush(
                  new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
    }
    connection.reading(true);
  }

  /** Whether {@code message} can be taken now. What cannot has to wait. */
  boolean wants(Object message) {
    if (phase == Phase.FOLLOWED) {
      return true; // Nothing waits for the end of a stream, which may be an hour away.
    }
    return phase != Phase.DECIDING && !bodyEnded && !(message instanceof HttpRequest);
  }

  /** Takes the next part of the body. */
  void take(HttpContent content) {
    if (content.decoderResult().isFailure()) {
      bodyEnded = true;
      keepAlive = false;
      if (phase == Phase.FOLLOWED) {
        connection.cutOff(CutOffReason.MALFORMED);
        return;
      }
      connection.parts().metrics().count(CutOffReason.MALFORMED);
      if (phase == Phase.READING && handled != null) {
        respond(handled.refusal().apply(HeadReader.badRequest()));
      } else if (phase == Phase.WRITTEN) {
        connection.linger();
      }
      return;
    }
    bodyEnded = content instanceof LastHttpContent;
    if (phase == Phase.READING) {
      append(content);
    } else if (phase == Phase.WRITTEN && bodyEnded) {
      connection.exchanged(keepAlive);
    } else {
      discarded += content.content().readableBytes();
      if (discarded > HttpLimits.DRAIN_BYTES) {
        connection.cutOff(CutOffReason.MALFORMED);
      }
    }
  }

  private void append(HttpContent content) {
    RequestBodies.Body collected = body;
    Answer.Handled chosen = handled;
    if (collected == null || chosen == null) {
      throw new IllegalStateException("a body is read for a handler only");
    }
    try {
      if (content.content().isReadable()) {
        collected.append(content.content().nioBuffer());
      }
    } catch (HttpError e) {
      respond(chosen.refusal().apply(e));
      return;
    }
    if (bodyEnded) {
      handle(chosen, collected.content());
    }
  }

  private void handle(Answer.Handled chosen, byte[] bytes) {
    ServedRoutes served = connection.parts().served();
    Request complete = new Request(head(), chosen.query(), bytes);
    if (chosen.handler().isQuick() && bytes.length <= MOST_QUICK_BYTES) {
      respond(served.handle(chosen, complete));
      return;
    }
    later(
        Phase.HANDLING,
        () -> {
          Response response = served.handleInTurn(chosen, complete);
          return () -> respond(response);
        });
  }

  /** Runs {@code step} on a thread of its own, and then its result on the event loop. */
  private void later(Phase meanwhile, SlowStep step) {
    phase = meanwhile;
    connection.reading(false);
    connection.deadline(
        CutOffReason.SLOW_HANDLER, connection.parts().served().deadline().multipliedBy(2));
    if (!connection.parts().work().begin(() -> run(step))) {
      respond(refusalOf(ServedRoutes.overloaded()));
    }
  }

  private void run(SlowStep step) {
    worker = Thread.currentThread();
    Runnable then;
    try {
      then = step.run();
    } catch (HttpError e) {
      then = () -> respond(refusalOf(e));
    } catch (InterruptedException _) {
      // The connection is closed, or is about to be.
      Thread.currentThread().interrupt();
      then = () -> connection.close();
    } catch (RuntimeException e) {
      HttpError error = ServedRoutes.failed(head().path(), e);
      then = () -> respond(refusalOf(error));
    }
    worker = null;
    Runnable last = then;
    try {
      connection
          .context()
          .executor()
          .execute(() -> {
            last.run();
            connection.proceed();
          });
    } catch (RejectedExecutionException _) {
      // The server is closed, and with it all connections.
    }
  }

  private Response refusalOf(HttpError error) {
    return handled == null ? error.response() : handled.refusal().apply(error);
  }

  private void stream(Answer.Streamed streamed) {
    if (request.method().equals(HttpMethod.HEAD)) {
      keepAlive = false;
      respond(new Response(200, streamed.contentType(), NO_BODY, Map.of()));
      return;
    }
    boolean old = isOld();
    keepAlive &= !old;
    StreamedResponse response =
        new StreamedResponse(connection.context(), connection.parts(), streamed, keepAlive, old);
    later(
        Phase.HANDLING,
        () -> {
          try {
            response.write();
            return this::written;
          } catch (IOException _) {
            return () -> connection.close();
          }
        });
  }

  /** Goes on with the events of {@code feed}, if there is a place for another stream. */
  private void follow(EventFeed feed) {
    if (request.method().equals(HttpMethod.HEAD)) {
      keepAlive = false;
      respond(new Response(200, EventFeed.CONTENT_TYPE, NO_BODY, Map.of()));
      return;
    }
    ServerParts parts = connection.parts();
    if (parts.streams().places().opened(connection.client()).isPresent()) {
      parts.metrics().refusedStream();
      respond(ServedRoutes.tooManyStreams().response());
      return;
    }
    boolean old = isOld();
    keepAlive &= !old;
    phase = Phase.FOLLOWED;
    // So that the end of the connection is seen.
    connection.reading(true);
    EventStream begun = new EventStream(connection, this);
    events = begun;
    begun.begin(feed, StreamedResponse.head(parts, EventFeed.CONTENT_TYPE, keepAlive, old));
  }

  private void endEvents() {
    EventStream followed = events;
    if (followed != null) {
      events = null;
      followed.close();
      connection.parts().streams().places().closed(connection.client());
    }
  }

  private boolean isOld() {
    return request.protocolVersion().equals(HttpVersion.HTTP_1_0);
  }

  private void respond(Response response) {
    endBody();
    phase = Phase.WRITING;
    boolean closes =
        HttpHeaderValues.CLOSE.contentEqualsIgnoreCase(
            response.headers().getOrDefault(HttpHeaderNames.CONNECTION.toString(), ""));
    boolean restIsLarge =
        keepAlive && !bodyEnded && HttpUtil.getContentLength(request, 0L) > HttpLimits.DRAIN_BYTES;
    // A client that was not invited to send its body may send it or not.
    keepAlive &= !closes && !restIsLarge && (bodyInvited || bodyEnded);
    connection.deadline(CutOffReason.SLOW_READER, connection.parts().served().deadline());
    connection
        .writer()
        .write(
            connection.context(),
            response,
            new ResponseWriter.Terms(
                connection.parts().served().gate().headers(),
                request.method().equals(HttpMethod.HEAD),
                isOld(),
                keepAlive),
            this,
            () ->
                connection
                    .context()
                    .executor()
                    .execute(() -> connection.cutOff(CutOffReason.SLOW_READER)));
  }

  /** Goes on with a large response, or with events. */
  void proceed() {
    if (phase == Phase.WRITING) {
      connection.writer().proceed(connection.context());
    } else if (events != null) {
      events.proceed();
    }
  }

  @Override
  public void operationComplete(ChannelFuture written) {
    if (written.isSuccess()) {
      written();
    } else {
      connection.close();
    }
  }

  private void written() {
    endEvents();
    if (bodyEnded) {
      connection.exchanged(keepAlive);
    } else if (keepAlive) {
      phase = Phase.WRITTEN;
      connection.deadline(CutOffReason.SLOW_REQUEST, connection.parts().served().deadline());
      connection.reading(true);
    } else {
      connection.linger();
    }
  }

  /** The connection is closed. */
  void abandon() {
    endBody();
    endEvents();
    Thread working = worker;
    if (working != null) {
      working.interrupt();
    }
  }

  private void endBody() {
    if (body != null) {
      body.close();
      body = null;
    }
  }
}

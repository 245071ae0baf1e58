// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.protocol.PacketCounts;
import io.netcheck.protocol.WayCounts;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EchoStreamTest {
  private enum Fate {
    ARRIVES,
    LOST,
    REPEATED,
    DAMAGED
  }

  private final EchoStream stream = new EchoStream(7);
  private final EchoTail tail = new EchoTail();
  private StreamCounts responder = new StreamCounts();
  private long sequence = 1_000;

  private long send() {
    sequence++;
    stream.sent(sequence);
    return sequence;
  }

  private Optional<ByteBuffer> receive(int number) {
    return responder.add(stream.id(), number).map(this::reply);
  }

  private ByteBuffer reply(EchoTail.Received received) {
    ByteBuffer reply = ByteBuffer.allocate(EchoTail.BYTES);
    tail.writeReply(reply.limit(EchoDatagram.BYTES), received);
    return reply;
  }

  private void answered() {
    int number = stream.next();
    stream.answered(send(), receive(number).orElseThrow());
  }

  private void lostThere() {
    stream.expired(send());
  }

  private void lostBack() {
    receive(stream.next());
    stream.expired(send());
  }

  private static PacketCounts lost(int there, int back) {
    return new PacketCounts(new WayCounts(there, 0, 0, 0), new WayCounts(back, 0, 0, 0));
  }

  @Test
  void bothWaysAreToldApartByTheNextReply() {
    answered();
    lostThere();
    lostThere();
    lostBack();
    assertEquals(PacketCounts.NONE, stream.take());
    answered();
    assertEquals(lost(2, 1), stream.take());
    answered();
    assertEquals(PacketCounts.NONE, stream.take());
  }

  @Test
  void whatIsLostBeforeTheFirstReplyIsToldAsWell() {
    lostBack();
    lostThere();
    answered();
    assertEquals(lost(1, 1), stream.take());
  }

  @Test
  void aLongOutageIsCountedWhenItEnds() {
    answered();
    for (int i = 0; i < 3_600; i++) {
      lostThere();
    }
    answered();
    assertEquals(lost(3_600, 0), stream.take());
    for (int i = 0; i < 3_600; i++) {
      lostBack();
    }
    answered();
    assertEquals(lost(0, 3_600), stream.take());
  }

  @Test
  void aResponderThatIsNewOrForgotIsNoLoss() {
    for (int i = 0; i < 30; i++) {
      answered();
    }
    responder = new StreamCounts();
    answered();
    lostThere();
    answered();
    assertEquals(lost(1, 0), stream.take());
  }

  @Test
  void aReplyThatIsTooLateIsNotLost() {
    answered();
    int number = stream.next();
    long late = send();
    ByteBuffer reply = receive(number).orElseThrow();
    stream.expired(late);
    stream.unexpected(late, reply, true);
    answered();
    assertEquals(PacketCounts.NONE, stream.take());
  }

  @Test
  void whatComesBackWithAnErrorIsNotLost() {
    answered();
    stream.ended(send());
    answered();
    assertEquals(PacketCounts.NONE, stream.take());
  }

  @Test
  void aRequestThatIsOvertakenIsReorderedOnTheWayThere() {
    answered();
    int number = stream.next();
    long first = send();
    long second = send();
    stream.answered(second, receive(number + 1).orElseThrow());
    stream.answered(first, receive(number).orElseThrow());
    answered();
    assertEquals(new PacketCounts(new WayCounts(0, 0, 1, 0), WayCounts.NONE), stream.take());
  }

  @Test
  void aReplyThatIsOvertakenIsReorderedOnTheWayBack() {
    answered();
    int number = stream.next();
    long first = send();
    long second = send();
    ByteBuffer reply = receive(number).orElseThrow();
    stream.answered(second, receive(number + 1).orElseThrow());
    stream.answered(first, reply);
    answered();
    assertEquals(new PacketCounts(WayCounts.NONE, new WayCounts(0, 0, 1, 0)), stream.take());
  }

  @Test
  void ofAPeerThatDoesNotCountNothingIsKnown() {
    for (int i = 0; i < 5; i++) {
      stream.answered(send());
      lostThere();
    }
    assertEquals(PacketCounts.NONE, stream.take());
  }

  @Test
  void oneRequestInTenIsAPair() {
    int pairs = 0;
    for (int i = 0; i < 100; i++) {
      pairs += stream.isPairDue() ? 1 : 0;
      send();
    }
    assertEquals(10, pairs);
  }

  @Test
  void theNumbersAreThoseOfWhatHappened() {
    Random random = new Random(1);
    PacketCounts told = PacketCounts.NONE;
    Map<Fate, Integer> there = new EnumMap<>(Fate.class);
    Map<Fate, Integer> back = new EnumMap<>(Fate.class);
    answered();
    for (int i = 0; i < 20_000; i++) {
      Fate onTheWay = fate(random);
      int number = stream.next();
      long its = send();
      there.merge(onTheWay, 1, Integer::sum);
      if (onTheWay == Fate.LOST) {
        stream.expired(its);
        continue;
      }
      if (onTheWay == Fate.DAMAGED) {
        responder.addDamaged(stream.id());
        stream.expired(its);
        continue;
      }
      ByteBuffer reply = receive(number).orElseThrow();
      if (onTheWay == Fate.REPEATED) {
        assertTrue(receive(number).isEmpty());
      }
      Fate onReturn = fate(random);
      back.merge(onReturn, 1, Integer::sum);
      switch (onReturn) {
        case LOST -> stream.expired(its);
        case DAMAGED -> {
          if (random.nextBoolean()) {
            stream.damaged(its);
            stream.ended(its);
          } else {
            // Its sequence is damaged.
            stream.damaged(1);
            stream.expired(its);
          }
        }
        case ARRIVES -> stream.answered(its, reply);
        case REPEATED -> {
          stream.answered(its, reply);
          stream.unexpected(its, reply, true);
        }
      }
      told = told.plus(stream.take());
    }
    answered();
    told = told.plus(stream.take());
    assertEquals(new PacketCounts(counts(there), counts(back)), told);
  }

  private static WayCounts counts(Map<Fate, Integer> fates) {
    return new WayCounts(
        fates.getOrDefault(Fate.LOST, 0),
        fates.getOrDefault(Fate.REPEATED, 0),
        0,
        fates.getOrDefault(Fate.DAMAGED, 0));
  }

  private static Fate fate(Random random) {
    return random.nextInt(4) > 0 ? Fate.ARRIVES : Fate.values()[random.nextInt(4)];
  }

  @Test
  void anyDamageShows() {
    ByteBuffer request = ByteBuffer.allocate(200);
    new Random(1).nextBytes(request.array());
    tail.writeRequest(request, 5, 6);
    assertTrue(tail.isIntact(request));
    for (int at = 0; at < request.limit(); at++) {
      for (int bit = 0; bit < 8; bit++) {
        request.put(at, (byte) (request.get(at) ^ (1 << bit)));
        assertFalse(tail.isIntact(request));
        request.put(at, (byte) (request.get(at) ^ (1 << bit)));
      }
    }
    assertTrue(tail.isIntact(request));
  }

  @Test
  void streamsThatAreSilentLongestAreForgotten() {
    for (long id = 1; id <= 5_000; id++) {
      responder.add(id, 3);
    }
    assertEquals(new EchoTail.Received(3, 2, 0, 0, 0), responder.add(5_000, 4).orElseThrow());
    assertEquals(new EchoTail.Received(4, 1, 0, 0, 0), responder.add(1, 4).orElseThrow());
  }
}

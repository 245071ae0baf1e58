// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** The answers to queries that were sent at once. Not thread-safe. */
final class DnsAnswers {
  private final List<Message> queries;
  private final Message[] answers;
  private boolean nonsense;

  DnsAnswers(List<Message> queries) {
    this.queries = List.copyOf(queries);
    this.answers = new Message[queries.size()];
  }

  /** Takes a message that answers one of the queries; another one is only remembered as such. */
  void add(byte[] bytes) {
    try {
      Message message = new Message(bytes);
      for (int i = 0; i < answers.length; i++) {
        if (answers(queries.get(i), message)) {
          answers[i] = message;
          return;
        }
      }
    } catch (Exception _) {
      // The parser of the library throws different exceptions, depending on the error.
    }
    nonsense = true;
  }

  List<Message> queries() {
    return queries;
  }

  /** Whether every query has its answer. */
  boolean areComplete() {
    return all().size() == answers.length;
  }

  /** Whether a message arrived that answers none of the queries. */
  boolean hadNonsense() {
    return nonsense;
  }

  /** The answers that arrived, in the order of their queries. */
  List<Message> all() {
    return Arrays.stream(answers).flatMap(answer -> Optional.ofNullable(answer).stream()).toList();
  }

  /** The queries whose answers were cut off (RFC 1035 §4.1.1). */
  List<Message> cutOff() {
    List<Message> cut = new ArrayList<>();
    for (int i = 0; i < answers.length; i++) {
      if (answers[i] != null && answers[i].getHeader().getFlag(Flags.TC)) {
        cut.add(queries.get(i));
      }
    }
    return cut;
  }

  /** All addresses, in the order of the queries. */
  List<InetAddress> addresses() {
    List<InetAddress> addresses = new ArrayList<>();
    for (Message answer : all()) {
      for (Record record : answer.getSection(Section.ANSWER)) {
        switch (record) {
          case ARecord a -> addresses.add(a.getAddress());
          case AAAARecord aaaa -> addresses.add(aaaa.getAddress());
          default -> {}
        }
      }
    }
    return addresses;
  }

  private static boolean answers(Message query, Message message) {
    return message.getHeader().getID() == query.getHeader().getID()
        && message.getHeader().getFlag(Flags.QR)
        && answersQuestion(query, message);
  }

  /** A resolver that could not read the query does not have to repeat it. */
  private static boolean answersQuestion(Message query, Message answer) {
    return answer.getSection(Section.QUESTION).isEmpty()
        ? answer.getRcode() != Rcode.NOERROR
        : query.getSection(Section.QUESTION).equals(answer.getSection(Section.QUESTION));
  }
}

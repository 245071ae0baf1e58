// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads what users ask, and what the exporter asks of agents. */
final class CheckReader {
  private static final int MOST_PROBES = 16;

  private CheckReader() {}

  static CheckRequest request(JsonInput in) throws IOException {
    RequestFields fields = new RequestFields();
    QuestionFields question = new QuestionFields(false);
    in.object(name -> {
      switch (name) {
        case "source" -> fields.source = Optional.of(node(in));
        case "target" -> fields.target = Optional.of(node(in));
        case "one_way" -> fields.oneWay = in.bool();
        default -> {
          return question.read(name, in);
        }
      }
      return true;
    });
    return new CheckRequest(
        in.required("source", fields.source),
        in.required("target", fields.target),
        fields.oneWay,
        question.question());
  }

  static List<CheckOrder> orders(JsonInput in) throws IOException {
    return in.list(CheckOrder.MOST, CheckReader::order);
  }

  private static CheckOrder order(JsonInput in) throws IOException {
    OrderFields fields = new OrderFields();
    QuestionFields question = new QuestionFields(true);
    in.object(name -> {
      switch (name) {
        case "id" -> fields.id = Optional.of(word(in));
        case "target" -> fields.target = Optional.of(PeerJson.peer(in));
        default -> {
          return question.read(name, in);
        }
      }
      return true;
    });
    return new CheckOrder(
        in.required("id", fields.id), in.required("target", fields.target), question.question());
  }

  static String node(JsonInput in) throws IOException {
    return in.text("an RFC 1123 name", PeerJson::node);
  }

  static String word(JsonInput in) throws IOException {
    return in.text("a word", text -> Names.isWord(text) ? Optional.of(text) : Optional.empty());
  }

  private static final class RequestFields {
    private Optional<String> source = Optional.empty();
    private Optional<String> target = Optional.empty();
    private boolean oneWay;
  }

  private static final class OrderFields {
    private Optional<String> id = Optional.empty();
    private Optional<Peer> target = Optional.empty();
  }

  private static final class QuestionFields {
    private final boolean newer;
    private Optional<Network> network = Optional.empty();
    private Optional<IpFamily> family = Optional.empty();
    private Optional<List<CheckProbe>> probes = Optional.empty();
    private List<Integer> sizes = List.of();
    private List<Integer> ports = List.of();
    private int count = CheckQuestion.DEFAULT_COUNT;

    /**
     * @param newer whether the sender may know more probes; they are left out
     */
    QuestionFields(boolean newer) {
      this.newer = newer;
    }

    boolean read(String name, JsonInput in) throws IOException {
      switch (name) {
        case "network" -> network = Optional.of(in.text("pod, node or host", Network::of));
        case "ip_family" -> family = Optional.of(in.text("ipv4 or ipv6", IpFamily::of));
        case "probes" -> probes = Optional.of(probes(in));
        case "sizes" ->
            sizes =
                numbers(
                    in.integers(
                        CheckQuestion.MOST_SIZES,
                        CheckQuestion.SMALLEST_SIZE,
                        CheckQuestion.LARGEST_SIZE));
        case "ports" -> ports = numbers(in.integers(CheckQuestion.MOST_PORTS, 1, 65_535));
        case "count" -> count = (int) in.integer(1, CheckQuestion.MOST_COUNT);
        default -> {
          return false;
        }
      }
      return true;
    }

    CheckQuestion question() {
      return new CheckQuestion(
          network, family, probes.orElse(CheckQuestion.DEFAULT_PROBES), sizes, ports, count);
    }

    private List<CheckProbe> probes(JsonInput in) throws IOException {
      List<CheckProbe> known = new ArrayList<>();
      in.list(
          MOST_PROBES,
          element -> {
            String text = element.text();
            Optional<CheckProbe> probe = CheckProbe.of(text);
            if (probe.isEmpty() && !newer) {
              throw element.malformed("icmp, udp, tcp, mtu or trace expected");
            }
            probe.ifPresent(known::add);
            return text;
          });
      return known;
    }

    private static List<Integer> numbers(int[] values) {
      return Arrays.stream(values).boxed().toList();
    }
  }
}

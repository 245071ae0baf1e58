// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.score;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which subjects are right. */
public sealed interface SubjectPattern {
  boolean matches(String subject);

  /** One of these, word by word. */
  record OneOf(Set<String> subjects) implements SubjectPattern {
    public OneOf {
      subjects = Set.copyOf(subjects);
    }

    @Override
    public boolean matches(String subject) {
      return subjects.contains(subject);
    }
  }

  /** These nodes in any order; the end of a long list can be a number. */
  record NodeList(Set<String> nodes) implements SubjectPattern {
    public NodeList {
      nodes = Set.copyOf(nodes);
    }

    @Override
    public boolean matches(String subject) {
      List<String> words =
          Arrays.asList(subject.replace(" and ", ", ").split(", ", -1)).stream()
              .map(String::strip)
              .toList();
      Set<String> named = new HashSet<>(words);
      int unnamed = 0;
      String last = words.getLast();
      if (last.endsWith(" more")) {
        named.remove(last);
        unnamed = Integer.parseInt(last.substring(0, last.length() - " more".length()));
      }
      return nodes.containsAll(named) && named.size() + unnamed == nodes.size();
    }
  }

  static SubjectPattern oneOf(String... subjects) {
    return new OneOf(Set.of(subjects));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.util.Optional;

/** Why an agent does not do a check. */
public enum CheckRefusal implements Labelled {
  /** Too many checks wait already. */
  BUSY,
  /** More checks than the agent does in a minute. */
  TOO_MANY,
  /** Its configuration forbids checks. */
  DISABLED,
  /** All addresses of the target are outside its allowed ranges. */
  NOT_ALLOWED,
  /** It has no link to the target in that network and IP family. */
  NO_LINK,
  /** More packets than the agent sends for one check. */
  TOO_LARGE,
  /** It did not finish in time, or failed. */
  FAILED;

  private static final CheckRefusal[] VALUES = values();

  private final String label = Labelled.of(this);

  @Override
  public String label() {
    return label;
  }

  /** The constant with this label. */
  public static Optional<CheckRefusal> of(String label) {
    return Labelled.find(VALUES, label);
  }

  @Override
  public String toString() {
    return label;
  }
}

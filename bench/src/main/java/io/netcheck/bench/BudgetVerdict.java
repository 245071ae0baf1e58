// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.util.Locale;

/** The result of comparing a figure with its budget. */
enum BudgetVerdict {
  MET,
  MISSED,
  /** There is no budget for it, or it could not be measured here. */
  NONE;

  @Override
  public String toString() {
    return this == NONE ? "n.a." : name().toLowerCase(Locale.ROOT);
  }
}

// SPDX-License-Identifier: Apache-2.0
/** Who is to blame: from the mesh to named causes with their evidence. */
@NullMarked
package io.netcheck.exporter.fault;

import org.jspecify.annotations.NullMarked;

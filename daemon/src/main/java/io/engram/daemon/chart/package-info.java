/**
 * Learning curves as pictures.
 *
 * <p><b>Rules.</b> The only user of XChart. Drawing needs no display ({@code java.awt.headless}); XChart's writers for PDF,
 * SVG and GIF are left out of the build.
 */
@NullMarked
package io.engram.daemon.chart;

import org.jspecify.annotations.NullMarked;

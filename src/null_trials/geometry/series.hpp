#pragma once

namespace counterpoint::series {

// Minimax polynomials in z = x^2, exact to the last bit but one.
// \source the kernels of fdlibm (Sun Microsystems 1993)

// On [-pi/4, pi/4].
[[gnu::always_inline]] inline double sine(double x) {
  const double z = x * x;
  const double rest = // (sin(x) - x) / x^3
      -1.66666666666666324348e-01 +
      z * (8.33333333332248946124e-03 +
           z * (-1.98412698298579493134e-04 +
                z * (2.75573137070700676789e-06 +
                     z * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10))));
  return x + x * z * rest;
}

// On [-pi/4, pi/4].
[[gnu::always_inline]] inline double cosine(double x) {
  const double z = x * x;
  const double rest = // (cos(x) - 1 + z / 2) / z^2
      4.16666666666666019037e-02 +
      z * (-1.38888888888741095749e-03 +
           z * (2.48015872894767294178e-05 +
                z * (-2.75573143513906633035e-07 +
                     z * (2.08757232129817482790e-09 + z * -1.13596475577881948265e-11))));
  return 1.0 - 0.5 * z + z * z * rest;
}

// (x - atan(x)) / x^3 on [-7/16, 7/16].
[[gnu::always_inline]] inline double arctangent(double z) {
  const double w = z * z;
  const double even =
      3.33333333333329318027e-01 +
      w * (1.42857142725034663711e-01 +
           w * (9.09088713343650656196e-02 +
                w * (6.66107313738753120669e-02 +
                     w * (4.97687799461593236017e-02 + w * 1.62858201153657823623e-02))));
  const double odd =
      -1.99999999998764832476e-01 +
      w * (-1.11111104054623557880e-01 +
           w * (-7.69187620504482999495e-02 +
                w * (-5.83357013379057348645e-02 + w * -3.65315727442169155270e-02)));
  return even + z * odd;
}

} // namespace counterpoint::series

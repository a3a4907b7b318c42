var oe,
  Cs,
  Al,
  pn,
  Ml,
  br,
  Ms,
  vr,
  Ps,
  Ll,
  Pl,
  sf,
  Bo = Symbol.for('pv'),
  wr = {},
  Sr = [],
  af = /^m(i|n|o|s|text|space)$/,
  Dl = Array.isArray,
  Rl = Sr.slice,
  Fn = Object.assign;
function On(e) {
  e && e.parentNode && e.remove();
}
function As(e, t, n) {
  var o,
    r,
    i,
    a = {},
    c = arguments.length;
  for (i in t)
    i == 'key' ? (o = t[i]) : i == 'ref' && typeof e != 'function' ? (r = t[i]) : (a[i] = t[i]);
  return (c > 2 && (a.children = c > 3 ? Rl.call(arguments, 2) : n), Io(e, a, o, r, null));
}
function Io(e, t, n, o, r) {
  var i = {
    type: e,
    props: t,
    key: n,
    ref: o,
    __k: null,
    __: null,
    __b: 0,
    __e: null,
    __c: null,
    constructor: Bo,
    __v: r || ++Cs,
    __i: -1,
    __u: 0,
  };
  return (!r && oe.vnode && oe.vnode(i), i);
}
function J(e) {
  return e.children;
}
function fo(e, t) {
  ((this.props = e), (this.context = t), (this.__g = 0));
}
function hn(e, t) {
  if (t == null) return e.__ && hn(e.__, e.__i + 1);
  for (var n; t < e.__k.length; t++) if ((n = e.__k[t]) && n.__e) return n.__e;
  return typeof e.type != 'function' || e.props.__P ? null : hn(e);
}
function uf(e) {
  var t,
    n = e.__v,
    o = n.__e,
    r = [],
    i = [],
    a = e.__P;
  a &&
    (((t = Fn({ constructor: Bo }, n)).__v = n.__v + 1),
    oe.vnode && oe.vnode(t),
    Nl(a, t, n, e.__n, a.namespaceURI, 32 & n.__u ? [o] : null, r, o || hn(n), 32 & n.__u, i),
    (t.__v = n.__v),
    (t.__.__k[t.__i] = t),
    Fs(r, t, i),
    (n.__ = n.__e = null),
    t.__e != o && Ls(t));
}
function Ls(e) {
  if ((e = e.__) && e.__c && !e.props.__P)
    return (
      (e.__e = null),
      e.__k.some(function (t) {
        return t && (e.__e = t.__e);
      }),
      Ls(e)
    );
}
function Es(e) {
  ((8 & e.__g || ((e.__g |= 8), pn.push(e), br++)) && Ml == oe.debounceRendering) ||
    ((Ml = oe.debounceRendering) || queueMicrotask)(Ds);
}
function Ds() {
  try {
    for (var e, t = 1; pn.length;)
      (pn.length > t && pn.sort(Ms), (e = pn.shift()), (t = pn.length), 8 & e.__g && uf(e));
  } finally {
    (br = pn.length) && (Ml || queueMicrotask)(Ds);
  }
}
function Rs(e, t, n, o, r, i, a, c, f, h, m) {
  var g,
    y,
    v,
    x,
    M,
    C,
    L = o.__k || Sr,
    w = t.length;
  for (f = cf(n, t, L, f, w), g = 0; g < w; g++)
    (v = n.__k[g]) != null &&
      ((y = (~v.__i && L[v.__i]) || wr),
      (v.__i = g),
      (C = Nl(e, v, y, r, i, a, c, f, h, m)),
      (x = v.__e),
      (y.ref != v.ref || 8 & y.__u) &&
        (y.ref && Ol(y.ref, null, v, y), v.ref && m.push(v.ref, v.__c || x, v)),
      (M = M || x),
      4 & v.__u
        ? ((f = Ns(v, f, e, !y.__v)), y.__e && (y.__e = null))
        : typeof v.type == 'function' && C !== void 0
          ? (f = C)
          : x && (f = x.nextSibling),
      (v.__u &= -21));
  return ((n.__e = M), f);
}
function cf(e, t, n, o, r) {
  var i,
    a,
    c,
    f,
    h,
    m,
    g,
    y,
    v,
    x = n.length,
    M = x,
    C = 0,
    L = 0,
    w = (e.__k = Array(r));
  for (i = 0; i < r; i++)
    (a = t[i]) != null && typeof a != 'boolean' && typeof a != 'function'
      ? (typeof a != 'object' || a.constructor === String
          ? (a = w[i] = Io(null, a))
          : Dl(a)
            ? (a = w[i] = Io(J, { children: a }))
            : a.constructor === Bo && a.__b
              ? (a = w[i] = Io(a.type, a.props, a.key, a.ref, a.__v))
              : (w[i] = a),
        (f = i + C),
        (a.__ = e),
        (a.__b = e.__b + 1),
        (c = null),
        ~(h = a.__i = ff(a, n, f, M)) && (M--, (c = n[h]) && (c.__u |= 2)),
        c && c.__v
          ? ((a.__u |= 16),
            h == f - 1 ? C-- : h == f + 1 ? C++ : h != f && (h > f ? C-- : C++, (L = 1)))
          : (~h || (r > x ? C-- : r < x && C++), typeof a.type != 'function' && (a.__u |= 4)))
      : (w[i] = null);
  if (L) {
    for (m = [], g = [], i = 0; i < r; i++)
      if ((a = w[i]) && 16 & a.__u) {
        for (C = 0, y = m.length; C < y;) m[(v = (C + y) >> 1)] < a.__i ? (C = v + 1) : (y = v);
        ((m[C] = a.__i), (g[i] = C + 1));
      }
    for (C = m.length; i--;) g[i] && (g[i] == C ? C-- : (w[i].__u |= 4));
  }
  if (M) for (i = 0; i < x; i++) !(c = n[i]) || 2 & c.__u || (c.__e == o && (o = hn(c)), Fl(c, c));
  return o;
}
function Ns(e, t, n, o) {
  var r, i, a, c;
  if (typeof e.type == 'function') {
    if (e.props.__P) return t;
    if ((r = e.__k))
      for (i = 0; i < r.length; i++) r[i] && ((r[i].__ = e), (t = Ns(r[i], t, n, !1)));
    return t;
  }
  for (
    t && !t.parentNode && (t = hn(e)) && !t.parentNode && (t = null), a = e.__e, c = t;
    c && c.nodeType == 8;
  )
    c = c.nextSibling;
  for (
    a != c &&
      (!o && n.moveBefore && a.parentNode ? n.moveBefore(a, t) : n.insertBefore(a, t || null)),
      t = a;
    (t = t && t.nextSibling) && t.nodeType == 8 && !t.data.startsWith('$s');
  );
  return t;
}
function ff(e, t, n, o) {
  var r,
    i = e.key,
    a = e.type,
    c = t[n],
    f = c && !(2 & c.__u);
  if ((c === null && i == null) || (f && i == c.key && a == c.type)) return n;
  if (o > (f ? 1 : 0)) {
    for (r = n - 1; r >= 0; r--)
      if ((c = t[r]) && !(2 & c.__u) && i == c.key && a == c.type) return r;
    for (r = n + 1; r < t.length; r++)
      if ((c = t[r]) && !(2 & c.__u) && i == c.key && a == c.type) return r;
  }
  return -1;
}
function Ts(e, t, n) {
  (n == null && (n = ''), t[0] == '-' ? e.setProperty(t, n) : (e[t] = n));
}
function _r(e, t, n, o, r) {
  var i, a;
  if (t == 'style')
    if (typeof n == 'string') e.style.cssText = n;
    else {
      if ((typeof o == 'string' && (e.style.cssText = o = ''), o))
        for (t in o) (n && t in n) || Ts(e.style, t);
      if (n) for (t in n) (o && n[t] == o[t]) || Ts(e.style, t, n[t]);
    }
  else if (t[0] == 'o' && t[1] == 'n')
    (typeof n != 'function' && (n = null),
      typeof o != 'function' && (o = null),
      ((e.__e || (e.__e = {}))[t] = n),
      (n && o) ||
        ((a = Pl[t] || (Pl[t] = df(t))),
        ((e.__a || (e.__a = {}))[t] = Ll),
        (i = t != (t = t.replace(Ps, '$1'))),
        (t = t.slice(2))[0] < 'a' && (t = t.toLowerCase()),
        n ? e.addEventListener(t, a, i) : e.removeEventListener(t, a, i)));
  else {
    if (r == 'http://www.w3.org/2000/svg') t = t.replace(/xlink(H|:h)/, 'h').replace(/sName$/, 's');
    else if (
      t != 'width' &&
      t != 'height' &&
      t != 'href' &&
      t != 'list' &&
      t != 'form' &&
      t != 'tabIndex' &&
      t != 'download' &&
      t != 'rowSpan' &&
      t != 'colSpan' &&
      t != 'role' &&
      t != 'popover' &&
      t in e
    )
      try {
        return void (e[t] = n ?? '');
      } catch {}
    if (typeof n == 'function') return;
    n == null || (n === !1 && t[4] != '-')
      ? e.removeAttribute(t)
      : e.setAttribute(t, t == 'popover' && n == 1 ? '' : n);
  }
}
function df(e) {
  return function (t) {
    var n = this.__e;
    if (n) {
      if (((n = n[e]), t[vr] == null)) t[vr] = Ll++;
      else if (t[vr] < this.__a[e]) return;
      return n(oe.event ? oe.event(t) : t);
    }
  };
}
function Nl(e, t, n, o, r, i, a, c, f, h) {
  var m,
    g,
    y,
    v,
    x,
    M,
    C,
    L,
    w,
    E,
    S,
    H,
    D,
    G,
    I,
    Z,
    U,
    A,
    z = t.type;
  if (t.constructor !== Bo) return null;
  (128 & n.__u &&
    ((f = 32 & n.__u), (m = n.__c.__z)) &&
    ((t.__u |= f), (g = i = []), m.nodeType == 8 ? (c = yr(m, i)) : i.push(m), (c = i[0] || c)),
    (m = oe.__b) && m(t));
  e: if (typeof z == 'function') {
    y = a.length;
    try {
      if (
        ((L = t.props),
        (w = (m = z.prototype) && m.render),
        (E = (m = z.contextType) && o[m.__c]),
        (S = m ? (E ? E.props.value : m.__) : o),
        (v = n.__c)
          ? ((t.__c = v), 2 & v.__g && (v.__g |= 1))
          : (w
              ? (t.__c = v = new z(L, S))
              : ((t.__c = v = new fo(L, S)), (v.constructor = z), (v.render = hf)),
            E && E.sub(v),
            v.state || (v.state = {}),
            (v.__n = o),
            (v.__g |= 8),
            (v.__h = []),
            (v.__k = [])),
        w &&
          (v.__s || (v.__s = v.state),
          z.getDerivedStateFromProps &&
            (v.__s == v.state && (v.__s = Fn({}, v.__s)),
            Fn(v.__s, z.getDerivedStateFromProps(L, v.__s)))),
        (x = v.props),
        (M = v.state),
        (v.__v = t),
        n.__c)
      ) {
        if (
          (L !== x &&
            w &&
            !z.getDerivedStateFromProps &&
            v.componentWillReceiveProps &&
            v.componentWillReceiveProps(L, S),
          (t.__v == n.__v && !(8 & v.__g)) ||
            (!(4 & v.__g) &&
              v.shouldComponentUpdate &&
              v.shouldComponentUpdate(L, v.__s, S) === !1))
        ) {
          (t.__v != n.__v && ((v.props = L), (v.state = v.__s), (v.__g &= -9)),
            (t.__e = n.__e),
            (t.__k = n.__k),
            t.__k.some(function (N) {
              N && (N.__ = t);
            }),
            Sr.push.apply(v.__h, v.__k),
            (v.__k = []),
            v.__h.length && a.push(v),
            (c = hn(n)));
          break e;
        }
        (v.componentWillUpdate && v.componentWillUpdate(L, v.__s, S),
          w &&
            v.componentDidUpdate &&
            v.__h.push(function () {
              v.componentDidUpdate(x, M, C);
            }));
      } else
        (w && !z.getDerivedStateFromProps && v.componentWillMount && v.componentWillMount(),
          w && v.componentDidMount && v.__h.push(v.componentDidMount));
      ((v.context = S), (v.props = L), (v.__P = e), (v.__g &= -5), (H = oe.__r), (D = w ? 25 : 0));
      do ((v.__g &= -9), H && H(t), (m = v.render(v.props, (v.state = v.__s), v.context)));
      while (8 & v.__g && ++D < 25);
      (w && (Sr.push.apply(v.__h, v.__k), (v.__k = [])),
        (v.state = v.__s),
        v.getChildContext && (o = Fn({}, o, v.getChildContext())),
        w && n.__c && v.getSnapshotBeforeUpdate && (C = v.getSnapshotBeforeUpdate(x, M)),
        (G = m && m.type === J && m.key == null ? m.props.children : m),
        L.__P &&
          ((m = c),
          (r = (e = L.__P).namespaceURI),
          (f = i = null),
          n.props &&
            n.props.__P != e &&
            (n.__k.some(function (N) {
              N && Fl(N, N);
            }),
            (n.__k = null)),
          (c = n.__k ? hn(n, 0) : null)),
        (c = Rs(e, Dl(G) ? G : [G], t, n, o, r, i, a, c, f, h)),
        L.__P && ((t.__e = null), (c = m)),
        (t.__u &= -161),
        g && g.some(On),
        v.__h.length && a.push(v),
        1 & v.__g && (v.__g &= -4));
    } catch (N) {
      if (((a.length = y), (t.__v = null), f || i))
        if (N && N.then) {
          if (((t.__u |= 128 | f), i)) {
            for (
              ~(U = i.indexOf(c || void 0)) || (U = i.length);
              (A = i[U - 1]) && A.nodeType == 8;
            )
              U--;
            for (; U < i.length; U++)
              if ((A = i[U]))
                if (((i[U] = null), I)) {
                  if (A == Z) break;
                } else {
                  if (A.nodeType != 8) break;
                  A.data.startsWith('$s') && (Z = yr((I = A)));
                }
          }
          if (!I) {
            for (; c && c.nodeType == 8 && c.nextSibling;) c = c.nextSibling;
            I = c;
          }
          ((m = yr((I = t.__c.__z || (t.__c.__z = I)))) ? ((t.__e = I), (c = m)) : (t.__e = c),
            (c = c && c.nextSibling));
        } else i && i.some(On);
      else t.__e = n.__e;
      (t.__k || (t.__k = n.__k || []), (N && N.then) || Os(t), oe.__e(N, t, n));
    }
  } else c = t.__e = pf(n.__e, t, n, o, r, i, a, f, h, e);
  return ((m = oe.diffed) && m(t), c);
}
function yr(e, t) {
  if (e && e.nodeType == 8 && e.data.startsWith('$s'))
    for (var n = 1; (e = e.nextSibling);) {
      if (e.nodeType == 8) {
        if (e.data.startsWith('$s')) n++;
        else if (e.data.startsWith('/$s') && !--n) return e;
      }
      t && t.push(e);
    }
}
function Os(e) {
  e && (e.__c && (e.__c.__g |= 4), e.__k && e.__k.some(Os));
}
function Fs(e, t, n) {
  for (var o = 0; o < n.length;) Ol(n[o++], n[o++], n[o++]);
  (oe.__c && oe.__c(t, e),
    e.some(function (r) {
      try {
        ((e = r.__h),
          (r.__h = []),
          e.some(function (i) {
            i.call(r);
          }));
      } catch (i) {
        oe.__e(i, r.__v);
      }
    }));
}
function pf(e, t, n, o, r, i, a, c, f, h) {
  var m,
    g,
    y,
    v,
    x,
    M,
    C,
    L,
    w = n.props || wr,
    E = t.props,
    S = t.type;
  if (
    (S == 'svg'
      ? (r = 'http://www.w3.org/2000/svg')
      : S == 'math'
        ? (r = 'http://www.w3.org/1998/Math/MathML')
        : r || (r = 'http://www.w3.org/1999/xhtml'),
    i)
  ) {
    for (m = 0; m < i.length; m++)
      if ((x = i[m]) && (S ? x.localName == S : x.nodeType == 3)) {
        ((e = x), (i[m] = null));
        break;
      }
  }
  if (!e) {
    if (((L = h.ownerDocument || document), !S)) return L.createTextNode(E);
    ((e = L.createElementNS(r, S, E.is ? E : h)),
      c && (oe.__m && oe.__m(t, i), (c = !1)),
      (i = null));
  }
  if (S) {
    if (
      ((h = (S == 'template' && e.content) || e),
      (i = S == 'textarea' && E.defaultValue != null ? null : i && Rl.call(h.childNodes)),
      !c && i)
    )
      for (w = {}, m = 0; m < e.attributes.length; m++) w[(x = e.attributes[m]).name] = x.value;
    for (m in w)
      ((x = w[m]),
        m == 'dangerouslySetInnerHTML'
          ? (y = x)
          : m == 'children' ||
            m in E ||
            (m == 'value' && 'defaultValue' in E) ||
            (m == 'checked' && 'defaultChecked' in E) ||
            _r(e, m, null, x, r));
    for (m in E)
      ((x = E[m]),
        m == 'children'
          ? (v = x)
          : m == 'dangerouslySetInnerHTML'
            ? (g = x)
            : m == 'value'
              ? (M = x)
              : m == 'checked'
                ? (C = x)
                : (c && typeof x != 'function') || w[m] === x || _r(e, m, x, w[m], r));
    (g
      ? (c || (y && (g.__html == y.__html || g.__html == e.innerHTML)) || (e.innerHTML = g.__html),
        (t.__k = []))
      : (y && (e.textContent = ''),
        (S == 'foreignObject' || (r == 'http://www.w3.org/1998/Math/MathML' && af.test(S))) &&
          (r = 'http://www.w3.org/1999/xhtml'),
        Rs(h, Dl(v) ? v : [v], t, n, o, r, i, a, i ? i[0] : n.__k && hn(n, 0), c, f),
        i && i.some(On)),
      (c && S != 'textarea') ||
        ((m = 'value'),
        S == 'progress' && M == null
          ? e.removeAttribute(m)
          : M == null || (M === e[m] && (S != 'progress' || M)) || _r(e, m, M, w[m], r),
        (m = 'checked'),
        C != null && C != e[m] && _r(e, m, C, w[m], r)));
  } else w === E || (c && e.data == E) || (e.data = E);
  return e;
}
function Ol(e, t, n, o) {
  try {
    typeof e == 'function'
      ? t
        ? (t.__x = e(t) || 1)
        : o &&
          (o = o.__c || o.__e) &&
          (t = o.__x) &&
          ((o.__x = null), typeof t == 'function' ? t() : e(null))
      : (e.current = t);
  } catch (r) {
    oe.__e(r, n);
  }
}
function Fl(e, t, n) {
  var o, r, i, a;
  if (
    (oe.unmount && oe.unmount(e),
    !(o = e.ref) || (o.current && o.current != e.__e) || Ol(o, null, t, e),
    (o = e.__c))
  ) {
    if (o.componentWillUnmount)
      try {
        o.componentWillUnmount();
      } catch (c) {
        oe.__e(c, t);
      }
    o.__P = o.__n = null;
  }
  if ((o = e.__k))
    for (a = 0; a < o.length; a++)
      o[a] && Fl(o[a], t, typeof e.type != 'function' || (n && !e.props.__P));
  (!n &&
    (o = e.__c) &&
    (o = o.__z) &&
    (r = yr(o, (i = []))) &&
    (o == e.__e && i.some(On), On(r), On(o)),
    n || On(e.__e),
    (e.__e = e.__c = e.__ = null));
}
function hf(e, t, n) {
  return this.constructor(e, n);
}
function $s(e, t) {
  var n, o, r, i;
  (oe.__ && oe.__(e, t),
    t.nodeType == 9 && (t = t.documentElement),
    (o = (n = e && 32 & e.__u) ? null : t.__k),
    (t.__k = Io(J, { children: [e] })),
    (r = []),
    (i = []),
    Nl(
      t,
      t.__k,
      o || wr,
      wr,
      t.namespaceURI,
      o ? null : t.firstChild ? Rl.call(t.childNodes) : null,
      r,
      o ? o.__e : t.firstChild,
      n,
      i,
    ),
    Fs(r, t.__k, i),
    (t.__k.props.children = null));
}
((oe = {
  __e: function (e, t, n, o) {
    for (var r, i, a; (t = t.__);)
      if ((r = t.__c) && !(1 & r.__g)) {
        r.__g |= 4;
        try {
          if (
            ((a = (i = r.constructor) && i.getDerivedStateFromError) &&
              r.setState(i.getDerivedStateFromError(e)),
            r.componentDidCatch && (r.componentDidCatch(e, o || {}), (a = 1)),
            a && 8 & r.__g)
          )
            return void (r.__g |= 2);
        } catch (c) {
          e = c;
        }
      }
    throw ((br = 0), e);
  },
}),
  (Cs = 0),
  (Al = function (e) {
    return e != null && e.constructor === Bo;
  }),
  (fo.prototype.setState = function (e, t) {
    var n = this.__s;
    ((n && n != this.state) || (n = this.__s = Fn({}, this.state)),
      typeof e == 'function' && (e = e(Fn({}, n), this.props)),
      e && (Fn(n, e), this.__v && (t && this.__k.push(t), Es(this))));
  }),
  (fo.prototype.forceUpdate = function (e) {
    this.__v && ((this.__g |= 4), e && this.__h.push(e), Es(this));
  }),
  (fo.prototype.render = J),
  (pn = []),
  (br = 0),
  (Ms = function (e, t) {
    return e.__v.__b - t.__v.__b;
  }),
  (vr = Symbol()),
  (Ps = /(PointerCapture)$|Capture$/i),
  (Ll = 0),
  (Pl = {}),
  (sf = 0));
var $n,
  Ne,
  $l,
  Hs,
  Hl = Object.is,
  kr = 0,
  Gs = [],
  ql = [],
  Re = oe,
  qs = Re.__b,
  Vs = Re.__r,
  Is = Re.diffed,
  Bs = Re.__c,
  Ws = Re.unmount,
  Us = Re.__;
function Uo(e, t) {
  (Re.__h && Re.__h(Ne, e, kr || t), (kr = 0));
  var n = Ne.__H || (Ne.__H = { __: [], __h: [] });
  return (e >= n.__.length && n.__.push({}), n.__[e]);
}
function he(e) {
  return ((kr = 1), mf(Ys, e));
}
function mf(e, t, n) {
  var o = Uo($n++, 2);
  if (
    ((o.t = e),
    !o.__c &&
      ((o.__ = [
        n ? n(t) : Ys(void 0, t),
        function (i) {
          var a = (o.__N || o.__)[0],
            c = o.t(a, i);
          Hl(a, c) || ((o.__N = [c, o.__[1]]), o.__c.setState({}));
        },
      ]),
      (o.__c = Ne),
      !Ne.__f))
  ) {
    Ne.__f = !0;
    var r = Ne.shouldComponentUpdate;
    Ne.shouldComponentUpdate = function (i, a, c) {
      var f = this.__H;
      if (!f) return !0;
      var h = !1,
        m = this.props != i;
      if (
        (f.__.some(function (y) {
          y.__N && ((h = !0), Hl(y.__[0], y.__N[0]) || (m = !0));
        }),
        r)
      ) {
        var g = r.call(this, i, a, c);
        return h ? g || m : g;
      }
      return !h || m;
    };
  }
  return o.__;
}
function ve(e, t) {
  var n = Uo($n++, 3);
  !Re.__s && Il(n.__H, t) && ((n.__P = !0), (n.__ = e), (n.u = t), Ne.__H.__h.push(n));
}
function xr(e, t) {
  var n = Uo($n++, 4);
  !Re.__s && Il(n.__H, t) && ((n.__P = !1), (n.__ = e), (n.u = t), Ne.__h.push(n));
}
function Me(e) {
  return (
    (kr = 5),
    mn(function () {
      return { current: e };
    }, [])
  );
}
function mn(e, t) {
  var n = Uo($n++, 7);
  return (Il(n.__H, t) && ((n.__ = e()), (n.__H = t)), n.__);
}
function Ks() {
  var e = Uo($n++, 11);
  if (!e.__) {
    for (var t = Ne.__v; !t.__m && t.__;) t = t.__;
    var n = t.__m || (t.__m = [0, 0]);
    e.__ = 'P' + n[0] + '-' + n[1]++;
  }
  return e.__;
}
function gf() {
  var e;
  do {
    for (; (e = ql.shift());)
      try {
        Wo(e);
      } catch (n) {
        Re.__e(n, { __: (e = e.__P) && e.__v });
      }
    for (; (e = Gs.shift());) {
      var t = e.__H;
      if (e.__P && t)
        try {
          (t.__h.some(Wo), t.__h.some(Vl), (t.__h = []));
        } catch (n) {
          ((t.__h = []), Re.__e(n, e.__v));
        }
    }
  } while (ql.length);
}
((Re.__b = function (e) {
  ((Ne = null), qs && qs(e));
}),
  (Re.__ = function (e, t) {
    (e && t.__k && t.__k.__m && (e.__m = t.__k.__m), Us && Us(e, t));
  }),
  (Re.__r = function (e) {
    (Vs && Vs(e), ($n = 0));
    var t = (Ne = e.__c).__H;
    (t &&
      ($l == Ne ? (Ne.__h = []) : (t.__h.some(Wo), t.__h.some(Vl), ($n = 0)),
      (t.__h = []),
      t.__.some(function (n) {
        (n.__N && (n.__ = n.__N), (n.u = n.__N = void 0));
      })),
      ($l = Ne));
  }),
  (Re.diffed = function (e) {
    Is && Is(e);
    var t = e.__c;
    (t &&
      t.__H &&
      (t.__H.__h.length && js(Gs.push(t)),
      t.__H.__.some(function (n) {
        n.u && (n.__H = n.u);
      })),
      ($l = Ne = null));
  }),
  (Re.__c = function (e, t) {
    (t.some(function (n) {
      try {
        (n.__h.some(Wo),
          (n.__h = n.__h.filter(function (o) {
            return !o.__ || Vl(o);
          })));
      } catch (o) {
        n.__h = [
          function () {
            throw o;
          },
        ];
      }
    }),
      Bs && Bs(e, t));
  }),
  (Re.unmount = function (e) {
    Ws && Ws(e);
    var t,
      n,
      o = e.__c;
    o &&
      o.__H &&
      (o.__H.__.some(function (r) {
        try {
          if (r.__P && r.__c) {
            if (n === void 0) {
              for (n = e.__; n && (!n.__c || !n.__c.__P);) n = n.__;
              n = n && n.__c;
            }
            ((r.__P = n), js(ql.push(r)));
          } else Wo(r);
        } catch (i) {
          t = i;
        }
      }),
      (o.__H = void 0),
      t && Re.__e(t, o.__v));
  }));
var zs = typeof requestAnimationFrame == 'function';
function _f(e) {
  var t,
    n = function () {
      (clearTimeout(o), zs && cancelAnimationFrame(t), setTimeout(e));
    },
    o = setTimeout(n, 35);
  zs && (t = requestAnimationFrame(n));
}
function js(e) {
  (e != 1 && Hs == Re.requestAnimationFrame) || ((Hs = Re.requestAnimationFrame) || _f)(gf);
}
function Wo(e) {
  var t = Ne,
    n = e.__c;
  (typeof n == 'function' && ((e.__c = void 0), n()), (Ne = t));
}
function Vl(e) {
  var t = Ne;
  ((e.__c = e.__()), (Ne = t));
}
function Il(e, t) {
  return (
    !e ||
    e.length != t.length ||
    t.some(function (n, o) {
      return !Hl(n, e[o]);
    })
  );
}
function Ys(e, t) {
  return typeof t == 'function' ? t(e) : t;
}
var vf = Symbol.for('preact-signals');
function Mr() {
  if (Zt > 1) Zt--;
  else {
    var e,
      t = !1;
    for (
      (function () {
        var r = Tr;
        for (Tr = void 0; r !== void 0;) {
          var i = r.S;
          if (i.v === r.v) for (var a = i.t; a !== void 0; a = a.x) a.i === r.i && (a.i = i.i);
          r = r.o;
        }
      })();
      jo !== void 0;
    ) {
      var n = jo;
      for (jo = void 0, Er++; n !== void 0;) {
        var o = n.u;
        if (((n.u = void 0), (n.f &= -3), !(8 & n.f) && Qs(n)))
          try {
            n.c();
          } catch (r) {
            t || ((e = r), (t = !0));
          }
        n = o;
      }
    }
    if (((Er = 0), Zt--, t)) throw e;
  }
}
function Wl(e) {
  if (Zt > 0) return e();
  ((Bl = ++yf), Zt++);
  try {
    return e();
  } finally {
    Mr();
  }
}
var zo,
  Te = void 0;
function Go(e) {
  var t = Te,
    n = zo;
  ((Te = void 0), (zo = void 0));
  try {
    return e();
  } finally {
    ((Te = t), (zo = n));
  }
}
var jo = void 0,
  Zt = 0,
  Er = 0,
  yf = 0,
  Bl = 0,
  Tr = void 0,
  Cr = 0;
function Js(e) {
  if (Te !== void 0) {
    var t = e.n;
    if (t === void 0 || t.t !== Te)
      return (
        (t = { i: 0, S: e, p: Te.s, n: void 0, t: Te, e: void 0, x: void 0, r: t }),
        Te.s !== void 0 && (Te.s.n = t),
        (Te.s = t),
        (e.n = t),
        32 & Te.f && e.S(t),
        t
      );
    if (t.i === -1)
      return (
        (t.i = 0),
        t.n !== void 0 &&
          ((t.n.p = t.p),
          t.p !== void 0 && (t.p.n = t.n),
          (t.p = Te.s),
          (t.n = void 0),
          (Te.s.n = t),
          (Te.s = t)),
        t
      );
  }
}
function Ve(e, t) {
  ((this.v = e),
    (this.i = 0),
    (this.n = void 0),
    (this.t = void 0),
    (this.l = 0),
    (this.W = t?.watched),
    (this.Z = t?.unwatched),
    (this.name = t?.name));
}
Ve.prototype.brand = vf;
Ve.prototype.h = function () {
  return !0;
};
Ve.prototype.S = function (e) {
  var t = this,
    n = this.t;
  n !== e &&
    e.e === void 0 &&
    ((e.x = n),
    (this.t = e),
    n !== void 0
      ? (n.e = e)
      : Go(function () {
          var o;
          (o = t.W) == null || o.call(t);
        }));
};
Ve.prototype.U = function (e) {
  var t = this;
  if (this.t !== void 0) {
    var n = e.e,
      o = e.x;
    (n !== void 0 && ((n.x = o), (e.e = void 0)),
      o !== void 0 && ((o.e = n), (e.x = void 0)),
      e === this.t &&
        ((this.t = o),
        o === void 0 &&
          Go(function () {
            var r;
            (r = t.Z) == null || r.call(t);
          })));
  }
};
Ve.prototype.subscribe = function (e) {
  var t = this;
  return Xt(
    function () {
      var n = t.value;
      Go(function () {
        return e(n);
      });
    },
    { name: 'sub' },
  );
};
Ve.prototype.valueOf = function () {
  return this.value;
};
Ve.prototype.toString = function () {
  return this.value + '';
};
Ve.prototype.toJSON = function () {
  return this.value;
};
Ve.prototype.peek = function () {
  var e = this;
  return Go(function () {
    return e.value;
  });
};
Object.defineProperty(Ve.prototype, 'value', {
  get: function () {
    var e = Js(this);
    return (e !== void 0 && (e.i = this.i), this.v);
  },
  set: function (e) {
    if (e !== this.v) {
      if (Er > 100) throw new Error('Cycle detected');
      ((function (n) {
        Zt !== 0 && Er === 0 && n.l !== Bl && ((n.l = Bl), (Tr = { S: n, v: n.v, i: n.i, o: Tr }));
      })(this),
        (this.v = e),
        this.i++,
        Cr++,
        Zt++);
      try {
        for (var t = this.t; t !== void 0; t = t.x) t.t.N();
      } finally {
        Mr();
      }
    }
  },
});
function Oe(e, t) {
  return new Ve(e, t);
}
function Qs(e) {
  for (var t = e.s; t !== void 0; t = t.n)
    if (t.S.i !== t.i || !t.S.h() || t.S.i !== t.i) return !0;
  return !1;
}
function Zs(e) {
  for (var t = e.s; t !== void 0; t = t.n) {
    var n = t.S.n;
    if ((n !== void 0 && (t.r = n), (t.S.n = t), (t.i = -1), t.n === void 0)) {
      e.s = t;
      break;
    }
  }
}
function Xs(e) {
  for (var t = e.s, n = void 0; t !== void 0;) {
    var o = t.p;
    (t.i === -1 ? (t.S.U(t), o !== void 0 && (o.n = t.n), t.n !== void 0 && (t.n.p = o)) : (n = t),
      (t.S.n = t.r),
      t.r !== void 0 && (t.r = void 0),
      (t = o));
  }
  e.s = n;
}
function Hn(e, t) {
  (Ve.call(this, void 0, t), (this.x = e), (this.s = void 0), (this.g = Cr - 1), (this.f = 4));
}
Hn.prototype = new Ve();
Hn.prototype.h = function () {
  if (((this.f &= -3), 1 & this.f)) return !1;
  if ((36 & this.f) == 32 || ((this.f &= -5), this.g === Cr)) return !0;
  if (((this.g = Cr), (this.f |= 1), this.i > 0 && !Qs(this))) return ((this.f &= -2), !0);
  var e = Te;
  try {
    (Zs(this), (Te = this));
    var t = this.x();
    (16 & this.f || this.v !== t || this.i === 0) && ((this.v = t), (this.f &= -17), this.i++);
  } catch (n) {
    ((this.v = n), (this.f |= 16), this.i++);
  }
  return ((Te = e), Xs(this), (this.f &= -2), !0);
};
Hn.prototype.S = function (e) {
  if (this.t === void 0) {
    this.f |= 36;
    for (var t = this.s; t !== void 0; t = t.n) t.S.S(t);
  }
  Ve.prototype.S.call(this, e);
};
Hn.prototype.U = function (e) {
  if (this.t !== void 0 && (Ve.prototype.U.call(this, e), this.t === void 0)) {
    this.f &= -33;
    for (var t = this.s; t !== void 0; t = t.n) t.S.U(t);
  }
};
Hn.prototype.N = function () {
  if (!(2 & this.f)) {
    this.f |= 6;
    for (var e = this.t; e !== void 0; e = e.x) e.t.N();
  }
};
Object.defineProperty(Hn.prototype, 'value', {
  get: function () {
    if (1 & this.f) throw new Error('Cycle detected');
    var e = Js(this);
    if ((this.h(), e !== void 0 && (e.i = this.i), 16 & this.f)) throw this.v;
    return this.v;
  },
});
function Pr(e, t) {
  return new Hn(e, t);
}
function ea(e) {
  var t = e.j;
  if (((e.j = void 0), typeof t == 'function')) {
    Zt++;
    var n = Te;
    Te = void 0;
    try {
      t();
    } catch (o) {
      throw ((e.f &= -2), (e.f |= 8), Ul(e), o);
    } finally {
      ((Te = n), Mr());
    }
  }
}
function Ul(e) {
  for (var t = e.s; t !== void 0; t = t.n) t.S.U(t);
  ((e.x = void 0), (e.s = void 0), ea(e));
}
function bf(e) {
  if (Te !== this) throw new Error('Out-of-order effect');
  (Xs(this), (Te = e), (this.f &= -2));
  try {
    8 & this.f && Ul(this);
  } finally {
    Mr();
  }
}
function po(e, t) {
  ((this.x = e),
    (this.j = void 0),
    (this.s = void 0),
    (this.u = void 0),
    (this.f = 32),
    (this.name = t?.name),
    zo && zo.push(this));
}
po.prototype.c = function () {
  var e = this.S();
  try {
    if (8 & this.f || this.x === void 0) return;
    var t = this.x();
    typeof t == 'function' && (this.j = t);
  } finally {
    e();
  }
};
po.prototype.S = function () {
  if (1 & this.f) throw new Error('Cycle detected');
  ((this.f |= 1), (this.f &= -9), ea(this), Zs(this), Zt++);
  var e = Te;
  return ((Te = this), bf.bind(this, e));
};
po.prototype.N = function () {
  2 & this.f || ((this.f |= 2), (this.u = jo), (jo = this));
};
po.prototype.d = function () {
  ((this.f |= 8), 1 & this.f || Ul(this));
};
po.prototype.dispose = function () {
  this.d();
};
function Xt(e, t) {
  var n = new po(e, t);
  try {
    n.c();
  } catch (r) {
    throw (n.d(), r);
  }
  var o = n.d.bind(n);
  return ((o[Symbol.dispose] = o), o);
}
var ta,
  Lr,
  Ar,
  wf = typeof window < 'u' && !!window.__PREACT_SIGNALS_DEVTOOLS__;
var na = [];
Xt(function () {
  ta = this.N;
})();
function ho(e, t) {
  oe[e] = t.bind(null, oe[e] || function () {});
}
function Ko(e) {
  if (Ar) {
    var t = Ar;
    ((Ar = void 0), t());
  }
  Ar = e && e.S();
}
function oa(e) {
  var t = this,
    n = e.data,
    o = kf(n);
  ((o.name = 'ReactiveDom'), (o.value = n));
  var r = mn(function () {
      for (var c = t, f = t.__v; (f = f.__);)
        if (f.__c) {
          f.__c.__$f |= 4;
          break;
        }
      var h = Pr(function () {
          var v = o.value.value;
          return v === 0 ? 0 : v === !0 ? '' : v || '';
        }),
        m = Pr(function () {
          return !Array.isArray(h.value) && !Al(h.value);
        }),
        g = Xt(function () {
          if (((this.N = ra), m.value)) {
            var v = h.value;
            c.__v && c.__v.__e && c.__v.__e.nodeType === 3 && (c.__v.__e.data = v);
          }
        }),
        y = t.__$u.d;
      return (
        (t.__$u.d = function () {
          (g(), y.call(this));
        }),
        [m, h]
      );
    }, []),
    i = r[0],
    a = r[1];
  return i.value ? a.peek() : a.value;
}
oa.displayName = 'ReactiveTextNode';
Object.defineProperties(Ve.prototype, {
  constructor: { configurable: !0, value: As(J, null).constructor },
  type: { configurable: !0, value: oa },
  props: {
    configurable: !0,
    get: function () {
      var e = this;
      return {
        data: {
          get value() {
            return e.value;
          },
        },
      };
    },
  },
  __b: { configurable: !0, value: 1 },
});
ho('__b', function (e, t) {
  if ((Ko(), (Lr = void 0), typeof t.type == 'string')) {
    var n,
      o = t.props;
    for (var r in o)
      if (r !== 'children') {
        var i = o[r];
        i instanceof Ve && (n || (t.__np = n = {}), (n[r] = i), (o[r] = i.peek()));
      }
  }
  e(t);
});
ho('__r', function (e, t) {
  if ((e(t), t.type !== J)) {
    Ko();
    var n,
      o = t.__c;
    (o &&
      ((o.__$f &= -2),
      (n = o.__$u) === void 0 &&
        (o.__$u = n =
          (function (r, i) {
            var a;
            return (
              Xt(
                function () {
                  a = this;
                },
                { name: i },
              ),
              (a.c = r),
              a
            );
          })(
            (function (r) {
              return function () {
                var i;
                (wf && ((i = this.y) == null || i.call(this)), (r.__$f |= 1), r.setState({}));
              };
            })(o),
            typeof t.type == 'function' ? t.type.displayName || t.type.name : '',
          ))),
      (Lr = o),
      Ko(n));
  }
});
ho('__e', function (e, t, n, o) {
  (Ko(), (Lr = void 0), e(t, n, o));
});
ho('diffed', function (e, t) {
  (Ko(), (Lr = void 0));
  var n;
  if (typeof t.type == 'string' && (n = t.__e)) {
    var o = t.__np,
      r = t.props,
      i = n.U;
    if (i)
      for (var a in i) {
        var c = i[a];
        c === void 0 || (o && a in o) || (c.d(), (i[a] = void 0));
      }
    if (o) {
      i || ((i = {}), (n.U = i));
      for (var f in o) {
        var h = i[f],
          m = o[f];
        h === void 0 ? ((h = Sf(n, f, m, r)), (i[f] = h)) : h.o(m, r);
      }
    }
  }
  e(t);
});
function Sf(e, t, n, o) {
  var r = t in e && e.ownerSVGElement === void 0,
    i = Oe(n);
  return {
    o: function (a, c) {
      ((i.value = a), (o = c));
    },
    d: Xt(function () {
      this.N = ra;
      var a = i.value.value;
      o[t] !== a &&
        ((o[t] = a),
        r
          ? (e[t] = a)
          : a != null && (a !== !1 || t[4] === '-')
            ? e.setAttribute(t, a)
            : e.removeAttribute(t));
    }),
  };
}
ho('unmount', function (e, t) {
  if (typeof t.type == 'string') {
    var n = t.__e;
    if (n) {
      var o = n.U;
      if (o) {
        n.U = void 0;
        for (var r in o) {
          var i = o[r];
          i && i.d();
        }
      }
    }
    var a = t.__np;
    if (a) {
      var c = t.props;
      for (var f in a) c[f] = a[f];
    }
    t.__np = void 0;
  } else {
    var h = t.__c;
    if (h) {
      h.__$f |= 8;
      var m = h.__$u;
      m && ((h.__$u = void 0), m.d());
    }
  }
  e(t);
});
ho('__h', function (e, t, n, o) {
  (o < 3 && (t.__$f |= 2), e(t, n, o));
});
fo.prototype.shouldComponentUpdate = function (e, t) {
  if (this.__R) return !0;
  var n = this.__$u,
    o = n && n.s !== void 0;
  for (var r in t) return !0;
  if (this.__f || (typeof this.u == 'boolean' && this.u === !0)) {
    var i = 2 & this.__$f;
    if (!(o || i || 4 & this.__$f) || 1 & this.__$f) return !0;
  } else if (!(o || 4 & this.__$f) || 3 & this.__$f) return !0;
  for (var a in e) if (a !== '__source' && e[a] !== this.props[a]) return !0;
  for (var c in this.props) if (!(c in e)) return !0;
  return !1;
};
function kf(e, t) {
  return mn(function () {
    return Oe(e, t);
  }, []);
}
var xf = function (e) {
  queueMicrotask(function () {
    queueMicrotask(e);
  });
};
function Ef() {
  Wl(function () {
    for (var e; (e = na.shift());) ta.call(e);
  });
}
function ra() {
  na.push(this) === 1 && (oe.requestAnimationFrame || xf)(Ef);
}
var mo = Oe('connecting'),
  Yo = class {
    all = new Set();
    add(t) {
      return (this.all.add(t), () => this.all.delete(t));
    }
    call(t) {
      for (let n of this.all) n(t);
    }
  },
  en = new Yo(),
  gn = new Yo(),
  jl = new Yo(),
  jt;
function la() {
  (zl(), document.addEventListener('visibilitychange', () => (document.hidden ? ia() : zl())));
}
function zl() {
  jt === void 0 &&
    ((jt = new EventSource('/api/stream')),
    jt.addEventListener('open', () => {
      let e = mo.value === 'connecting';
      ((mo.value = 'live'), e ? en.call([]) : gn.call());
    }),
    jt.addEventListener('error', () => {
      ((mo.value = 'lost'), jt?.readyState === EventSource.CLOSED && setTimeout(Tf, 1e3));
    }),
    jt.addEventListener('request', ({ data: e }) => en.call(JSON.parse(e))),
    jt.addEventListener('cleared', () => gn.call()),
    jt.addEventListener('fault', ({ data: e }) => jl.call(JSON.parse(e))));
}
function ia() {
  (jt?.close(), (jt = void 0));
}
function Tf() {
  (ia(), document.hidden || zl());
}
async function Gt(e, { method: t, body: n, signal: o } = {}) {
  let r = n === void 0 ? void 0 : { 'Content-Type': 'application/json' },
    i = await fetch(`/api/${e}`, { method: t, body: n, signal: o, headers: r }),
    a = await i.text(),
    c = a === '' ? void 0 : JSON.parse(a);
  if (i.ok) return c;
  throw new Error(c?.error ?? i.statusText);
}
function Dr(e, t) {
  return Gt(Gl(e), { signal: t });
}
function Gl({ path: e, id: t = '', query: n = {} }) {
  return e.replace('*', encodeURIComponent(t)) + Kl(n);
}
function Kl(e) {
  let t = new URLSearchParams();
  for (let [n, o] of Object.entries(e)) o !== void 0 && o !== '' && t.set(n, String(o));
  return t.size === 0 ? '' : `?${t.toString()}`;
}
var Cf = 1e3;
function et(e, t) {
  let n = Gl(e),
    [o, r] = he(),
    [i, a] = he();
  return (
    ve(() => {
      let f = new AbortController(),
        h = !1,
        m = !1,
        g,
        y = async () => {
          if (((m = h), !h)) {
            h = !0;
            try {
              let C = await Gt(n, { signal: f.signal });
              (r({ address: n, data: C }), a(void 0));
            } catch (C) {
              if (f.signal.aborted) return;
              a(C.message);
            }
            ((h = !1), m && v());
          }
        },
        v = () => {
          g ??= setTimeout(() => {
            ((g = void 0), y());
          }, Cf);
        };
      y();
      let x =
          t === void 0
            ? void 0
            : setInterval(() => {
                y();
              }, t),
        M = [
          en.add(v),
          gn.add(() => {
            y();
          }),
        ];
      return () => {
        (f.abort(), clearTimeout(g), clearInterval(x));
        for (let C of M) C();
      };
    }, [n, t]),
    {
      data: o?.address.split('?', 1)[0] === n.split('?', 1)[0] ? o?.data : void 0,
      from: o?.address,
      error: i,
    }
  );
}
var Yl = ['logs', 'warnings', 'profiles', 'delivery', 'validate'],
  Pe = Oe(Jl(location.hash));
addEventListener('hashchange', () => {
  Pe.value = Jl(location.hash);
});
function Ie(e, t, n = {}) {
  return `#/${t === void 0 ? e : `${e}/${encodeURIComponent(t)}`}${Kl(n)}`;
}
function st(e) {
  let { view: t, id: n, query: o } = Pe.value,
    r = Ie(t, n, { ...Object.fromEntries(o), ...e });
  (history.replaceState(history.state, '', r), (Pe.value = Jl(r)));
}
function _n(e) {
  let { view: t, query: n } = Pe.value;
  location.hash = Ie(t, e, { ...Object.fromEntries(n), show: void 0 });
}
function Jl(e) {
  let [t = '', n] = e.replace(/^#\/?/, '').split('?', 2),
    [o, r] = t.split('/', 2);
  return {
    view: Yl.find((a) => a === o) ?? 'logs',
    id: r ? Mf(r) : void 0,
    query: new URLSearchParams(n),
  };
}
function Mf(e) {
  try {
    return decodeURIComponent(e);
  } catch {
    return e;
  }
}
var tn = {
    accepted: 'accepted',
    duplicate: 'duplicate',
    refused: 'refused',
    unauthorised: 'unauthorised',
    fault: 'simulated failure',
  },
  go = Object.keys(tn);
function fe(e, t, n = `${t}s`) {
  return `${De(e)} ${e === 1 ? t : n}`;
}
function De(e) {
  return e.toLocaleString('en');
}
function _o(e) {
  return e > 0 && e < 0.01 ? '< 1 %' : e < 1 && e > 0.99 ? '> 99 %' : `${Math.round(e * 100)} %`;
}
function Rr(e) {
  return `${e.charAt(0).toUpperCase()}${e.slice(1)}.`;
}
var Ql = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  Pf = new Intl.DateTimeFormat('en', { ...Ql, fractionalSecondDigits: 3 }),
  Af = new Intl.DateTimeFormat('en', { ...Ql, second: void 0 }),
  Lf = new Intl.DateTimeFormat('sv', { dateStyle: 'short' }),
  Df = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', ...Ql });
function sa(e, t = new Date()) {
  let n = new Date(e);
  return Number.isNaN(n.getTime())
    ? e
    : n.toDateString() === t.toDateString()
      ? Pf.format(n)
      : n.getFullYear() === t.getFullYear()
        ? Df.format(n).replace(',', '')
        : `${Lf.format(n)} ${Af.format(n)}`;
}
function vn(e) {
  let t = Math.abs(e);
  return t < 1e3
    ? `${Math.round(e)} ms`
    : t < 6e4
      ? `${Number((e / 1e3).toFixed(1))} s`
      : t < 36e5
        ? `${Math.round(e / 6e4)} min`
        : t < 1728e5
          ? `${Math.round(e / 36e5)} h`
          : `${De(Math.round(e / 864e5))} days`;
}
var Rf = Symbol.for('pv'),
  Nf = 0;
function l(e, t, n, o, r, i) {
  t || (t = {});
  var a,
    c,
    f = t;
  if ('ref' in f && typeof e != 'function')
    for (c in ((f = {}), t)) c == 'ref' ? (a = t[c]) : (f[c] = t[c]);
  var h = {
    type: e,
    props: f,
    key: n,
    ref: a,
    __k: null,
    __: null,
    __b: 0,
    __e: null,
    __c: null,
    constructor: Rf,
    __v: --Nf,
    __i: -1,
    __u: 0,
  };
  return ((r || i) && ((h.__source = r), (h.__self = i)), oe.vnode && oe.vnode(h), h);
}
function yn({ outcome: e, status: t }) {
  return l('span', {
    class: `mark ${e}`,
    children: [
      tn[e],
      t === void 0 ? null : l('span', { class: 'mark-status', children: t ?? 'no answer' }),
    ],
  });
}
function dt({ at: e }) {
  return l('time', { class: 'moment', dateTime: e, title: e, children: sa(e) });
}
function Nr({ share: e, kind: t }) {
  return l('span', {
    class: `share ${t}`,
    'aria-hidden': 'true',
    children: l('span', { style: { width: `${Math.min(1, Math.max(0, e)) * 100}%` } }),
  });
}
function Je({ message: e }) {
  return e === void 0 ? null : l('p', { class: 'load-error', role: 'alert', children: e });
}
function bn({ columns: e, ...t }) {
  return l('thead', {
    ...t,
    children: l('tr', { children: e.map((n) => l('th', { scope: 'col', children: n }, n)) }),
  });
}
function Zl({ what: e, shown: t, total: n }) {
  return t >= n
    ? null
    : l('p', { class: 'muted', children: ['The ', e, ' ', De(t), ' of ', De(n), '.'] });
}
function Ot({ title: e, children: t, needsEvent: n }) {
  return l('div', {
    class: 'empty',
    children: [
      l('h2', { children: e }),
      t,
      n &&
        l('p', { children: l('a', { href: Ie('logs'), children: 'How to send a first event' }) }),
    ],
  });
}
function Or({ text: e, button: t, onClick: n }) {
  return l('div', {
    class: 'no-match',
    children: [l('p', { children: e }), l('button', { type: 'button', onClick: n, children: t })],
  });
}
var Of = 'uplot',
  Ff = 'u-hz',
  $f = 'u-vt',
  Hf = 'u-title',
  qf = 'u-wrap',
  Vf = 'u-under',
  If = 'u-over',
  Bf = 'u-axis',
  In = 'u-off',
  Wf = 'u-select',
  Uf = 'u-cursor-x',
  zf = 'u-cursor-y',
  jf = 'u-cursor-pt',
  Gf = 'u-legend',
  Kf = 'u-live',
  Yf = 'u-inline',
  Jf = 'u-series',
  Qf = 'u-marker',
  aa = 'u-label',
  Zf = 'u-value',
  Qo = 'width',
  Zo = 'height';
var ua = 'bottom',
  vo = 'left',
  Xl = 'right',
  gi = '#000',
  ca = gi + '0',
  ei = 'mousemove',
  fa = 'mousedown',
  ti = 'mouseup',
  da = 'mouseenter',
  pa = 'mouseleave',
  ha = 'dblclick',
  Xf = 'resize',
  ed = 'scroll',
  ma = 'change',
  Vr = 'dppxchange',
  _i = '--',
  Eo = typeof window < 'u',
  ii = Eo ? document : null,
  bo = Eo ? window : null,
  td = Eo ? navigator : null,
  ae,
  Fr;
function si() {
  let e = devicePixelRatio;
  ae != e &&
    ((ae = e),
    Fr && ui(ma, Fr, si),
    (Fr = matchMedia(
      `(min-resolution: ${ae - 0.001}dppx) and (max-resolution: ${ae + 0.001}dppx)`,
    )),
    Bn(ma, Fr, si),
    bo.dispatchEvent(new CustomEvent(Vr)));
}
function vt(e, t) {
  if (t != null) {
    let n = e.classList;
    !n.contains(t) && n.add(t);
  }
}
function ai(e, t) {
  let n = e.classList;
  n.contains(t) && n.remove(t);
}
function Se(e, t, n) {
  e.style[t] = n + 'px';
}
function Ft(e, t, n, o) {
  let r = ii.createElement(e);
  return (t != null && vt(r, t), n?.insertBefore(r, o), r);
}
function Ct(e, t) {
  return Ft('div', e, t);
}
var ga = new WeakMap();
function Kt(e, t, n, o, r) {
  let i = 'translate(' + t + 'px,' + n + 'px)',
    a = ga.get(e);
  i != a &&
    ((e.style.transform = i),
    ga.set(e, i),
    t < 0 || n < 0 || t > o || n > r ? vt(e, In) : ai(e, In));
}
var _a = new WeakMap();
function va(e, t, n) {
  let o = t + n,
    r = _a.get(e);
  o != r && (_a.set(e, o), (e.style.background = t), (e.style.borderColor = n));
}
var ya = new WeakMap();
function ba(e, t, n, o) {
  let r = t + '' + n,
    i = ya.get(e);
  r != i &&
    (ya.set(e, r),
    (e.style.height = n + 'px'),
    (e.style.width = t + 'px'),
    (e.style.marginLeft = o ? -t / 2 + 'px' : 0),
    (e.style.marginTop = o ? -n / 2 + 'px' : 0));
}
var vi = { passive: !0 },
  nd = { ...vi, capture: !0 };
function Bn(e, t, n, o) {
  t.addEventListener(e, n, o ? nd : vi);
}
function ui(e, t, n, o) {
  t.removeEventListener(e, n, vi);
}
Eo && si();
function $t(e, t, n, o) {
  let r;
  ((n = n || 0), (o = o || t.length - 1));
  let i = o <= 2147483647;
  for (; o - n > 1;) ((r = i ? (n + o) >> 1 : yt((n + o) / 2)), t[r] < e ? (n = r) : (o = r));
  return e - t[n] <= t[o] - e ? n : o;
}
function Ka(e) {
  return (n, o, r) => {
    let i = -1,
      a = -1;
    for (let c = o; c <= r; c++)
      if (e(n[c])) {
        i = c;
        break;
      }
    for (let c = r; c >= o; c--)
      if (e(n[c])) {
        a = c;
        break;
      }
    return [i, a];
  };
}
var Ya = (e) => e != null,
  Ja = (e) => e != null && e > 0,
  Wr = Ka(Ya),
  od = Ka(Ja);
function rd(e, t, n, o = 0, r = !1) {
  let i = r ? od : Wr,
    a = r ? Ja : Ya;
  [t, n] = i(e, t, n);
  let c = e[t],
    f = e[t];
  if (t > -1)
    if (o == 1) ((c = e[t]), (f = e[n]));
    else if (o == -1) ((c = e[n]), (f = e[t]));
    else
      for (let h = t; h <= n; h++) {
        let m = e[h];
        a(m) && (m < c ? (c = m) : m > f && (f = m));
      }
  return [c ?? me, f ?? -me];
}
function Ur(e, t, n, o) {
  let r = ka(e),
    i = ka(t);
  e == t && (r == -1 ? ((e *= n), (t /= n)) : ((e /= n), (t *= n)));
  let a = n == 10 ? nn : Qa,
    c = r == 1 ? yt : Mt,
    f = i == 1 ? Mt : yt,
    h = c(a(We(e))),
    m = f(a(We(t))),
    g = wo(n, h),
    y = wo(n, m);
  return (
    n == 10 && (h < 0 && (g = ge(g, -h)), m < 0 && (y = ge(y, -m))),
    o || n == 2 ? ((e = g * r), (t = y * i)) : ((e = tu(e, g)), (t = zr(t, y))),
    [e, t]
  );
}
function yi(e, t, n, o) {
  let r = Ur(e, t, n, o);
  return (e == 0 && (r[0] = 0), t == 0 && (r[1] = 0), r);
}
var bi = 0.1,
  wa = { mode: 3, pad: bi },
  er = { pad: 0, soft: null, mode: 0 },
  ld = { min: er, max: er };
function Ir(e, t, n, o) {
  return jr(n)
    ? Sa(e, t, n)
    : ((er.pad = n), (er.soft = o ? 0 : null), (er.mode = o ? 3 : 0), Sa(e, t, ld));
}
function ie(e, t) {
  return e ?? t;
}
function id(e, t, n) {
  for (t = ie(t, 0), n = ie(n, e.length - 1); t <= n;) {
    if (e[t] != null) return !0;
    t++;
  }
  return !1;
}
function Sa(e, t, n) {
  let o = n.min,
    r = n.max,
    i = ie(o.pad, 0),
    a = ie(r.pad, 0),
    c = ie(o.hard, -me),
    f = ie(r.hard, me),
    h = ie(o.soft, me),
    m = ie(r.soft, -me),
    g = ie(o.mode, 0),
    y = ie(r.mode, 0),
    v = t - e,
    x = nn(v),
    M = at(We(e), We(t)),
    C = nn(M),
    L = We(C - x);
  (v < 1e-24 || L > 10) &&
    ((v = 0),
    (e == 0 || t == 0) &&
      ((v = 1e-24), g == 2 && h != me && (i = 0), y == 2 && m != -me && (a = 0)));
  let w = v || M || 1e3,
    E = nn(w),
    S = wo(10, yt(E)),
    H = w * (v == 0 ? (e == 0 ? 0.1 : 1) : i),
    D = ge(tu(e - H, S / 10), 24),
    G = e >= h && (g == 1 || (g == 3 && D <= h) || (g == 2 && D >= h)) ? h : me,
    I = at(c, D < G && e >= G ? G : Ht(G, D)),
    Z = w * (v == 0 ? (t == 0 ? 0.1 : 1) : a),
    U = ge(zr(t + Z, S / 10), 24),
    A = t <= m && (y == 1 || (y == 3 && U >= m) || (y == 2 && U <= m)) ? m : -me,
    z = Ht(f, U > A && t <= A ? A : at(A, U));
  return (I == z && I == 0 && (z = 100), [I, z]);
}
var sd = new Intl.NumberFormat(Eo ? td.language : 'en-US'),
  wi = (e) => sd.format(e),
  bt = Math,
  qr = bt.PI,
  We = bt.abs,
  yt = bt.floor,
  Be = bt.round,
  Mt = bt.ceil,
  Ht = bt.min,
  at = bt.max,
  wo = bt.pow,
  ka = bt.sign,
  nn = bt.log10,
  Qa = bt.log2,
  ad = (e, t = 1) => bt.sinh(e) * t,
  ni = (e, t = 1) => bt.asinh(e / t),
  me = 1 / 0;
function xa(e) {
  return (nn((e ^ (e >> 31)) - (e >> 31)) | 0) + 1;
}
function ci(e, t, n) {
  return Ht(at(e, t), n);
}
function Za(e) {
  return typeof e == 'function';
}
function te(e) {
  return Za(e) ? e : () => e;
}
var ud = () => {},
  Xa = (e) => e,
  eu = (e, t) => t,
  cd = (e) => null,
  Ea = (e) => !0,
  Ta = (e, t) => e == t,
  fd = /\.\d*?(?=9{6,}|0{6,})/gm,
  Wn = (e) => {
    if (ou(e) || Sn.has(e)) return e;
    let t = `${e}`,
      n = t.match(fd);
    if (n == null) return e;
    let o = n[0].length - 1;
    if (t.indexOf('e-') != -1) {
      let [r, i] = t.split('e');
      return +`${Wn(r)}e${i}`;
    }
    return ge(e, o);
  };
function qn(e, t) {
  return Wn(ge(Wn(e / t)) * t);
}
function zr(e, t) {
  return Wn(Mt(Wn(e / t)) * t);
}
function tu(e, t) {
  return Wn(yt(Wn(e / t)) * t);
}
function ge(e, t = 0) {
  if (ou(e)) return e;
  let n = 10 ** t,
    o = e * n * (1 + Number.EPSILON);
  return Be(o) / n;
}
var Sn = new Map();
function nu(e) {
  return (('' + e).split('.')[1] || '').length;
}
function nr(e, t, n, o) {
  let r = [],
    i = o.map(nu);
  for (let a = t; a < n; a++) {
    let c = We(a),
      f = ge(wo(e, a), c);
    for (let h = 0; h < o.length; h++) {
      let m = e == 10 ? +`${o[h]}e${a}` : o[h] * f,
        g = (a >= 0 ? 0 : c) + (a >= i[h] ? 0 : i[h]),
        y = e == 10 ? m : ge(m, g);
      (r.push(y), Sn.set(y, g));
    }
  }
  return r;
}
var tr = {},
  Si = [],
  So = [null, null],
  wn = Array.isArray,
  ou = Number.isInteger,
  dd = (e) => e === void 0;
function Ca(e) {
  return typeof e == 'string';
}
function jr(e) {
  let t = !1;
  if (e != null) {
    let n = e.constructor;
    t = n == null || n == Object;
  }
  return t;
}
function pd(e) {
  return e != null && typeof e == 'object';
}
var hd = Object.getPrototypeOf(Uint8Array),
  ru = '__proto__';
function ko(e, t = jr) {
  let n;
  if (wn(e)) {
    let o = e.find((r) => r != null);
    if (wn(o) || t(o)) {
      n = Array(e.length);
      for (let r = 0; r < e.length; r++) n[r] = ko(e[r], t);
    } else n = e.slice();
  } else if (e instanceof hd) n = e.slice();
  else if (t(e)) {
    n = {};
    for (let o in e) o != ru && (n[o] = ko(e[o], t));
  } else n = e;
  return n;
}
function $e(e) {
  let t = arguments;
  for (let n = 1; n < t.length; n++) {
    let o = t[n];
    for (let r in o) r != ru && (jr(e[r]) ? $e(e[r], ko(o[r])) : (e[r] = ko(o[r])));
  }
  return e;
}
var md = 0,
  gd = 1,
  _d = 2;
function vd(e, t, n) {
  for (let o = 0, r, i = -1; o < t.length; o++) {
    let a = t[o];
    if (a > i) {
      for (r = a - 1; r >= 0 && e[r] == null;) e[r--] = null;
      for (r = a + 1; r < n && e[r] == null;) e[(i = r++)] = null;
    }
  }
}
function yd(e, t) {
  if (Sd(e)) {
    let a = e[0].slice();
    for (let c = 1; c < e.length; c++) a.push(...e[c].slice(1));
    return (kd(a[0]) || (a = wd(a)), a);
  }
  let n = new Set();
  for (let a = 0; a < e.length; a++) {
    let f = e[a][0],
      h = f.length;
    for (let m = 0; m < h; m++) n.add(f[m]);
  }
  let o = [Array.from(n).sort((a, c) => a - c)],
    r = o[0].length,
    i = new Map();
  for (let a = 0; a < r; a++) i.set(o[0][a], a);
  for (let a = 0; a < e.length; a++) {
    let c = e[a],
      f = c[0];
    for (let h = 1; h < c.length; h++) {
      let m = c[h],
        g = Array(r).fill(void 0),
        y = t ? t[a][h] : gd,
        v = [];
      for (let x = 0; x < m.length; x++) {
        let M = m[x],
          C = i.get(f[x]);
        M === null ? y != md && ((g[C] = M), y == _d && v.push(C)) : (g[C] = M);
      }
      (vd(g, v, r), o.push(g));
    }
  }
  return o;
}
var bd = typeof queueMicrotask > 'u' ? (e) => Promise.resolve().then(e) : queueMicrotask;
function wd(e) {
  let t = e[0],
    n = t.length,
    o = Array(n);
  for (let i = 0; i < o.length; i++) o[i] = i;
  o.sort((i, a) => t[i] - t[a]);
  let r = [];
  for (let i = 0; i < e.length; i++) {
    let a = e[i],
      c = Array(n);
    for (let f = 0; f < n; f++) c[f] = a[o[f]];
    r.push(c);
  }
  return r;
}
function Sd(e) {
  let t = e[0][0],
    n = t.length;
  for (let o = 1; o < e.length; o++) {
    let r = e[o][0];
    if (r.length != n) return !1;
    if (r != t) {
      for (let i = 0; i < n; i++) if (r[i] != t[i]) return !1;
    }
  }
  return !0;
}
function kd(e, t = 100) {
  let n = e.length;
  if (n <= 1) return !0;
  let o = 0,
    r = n - 1;
  for (; o <= r && e[o] == null;) o++;
  for (; r >= o && e[r] == null;) r--;
  if (r <= o) return !0;
  let i = at(1, yt((r - o + 1) / t));
  for (let a = e[o], c = o + i; c <= r; c += i) {
    let f = e[c];
    if (f != null) {
      if (f <= a) return !1;
      a = f;
    }
  }
  return !0;
}
var lu = [
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December',
  ],
  iu = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
function su(e) {
  return e.slice(0, 3);
}
var xd = iu.map(su),
  Ed = lu.map(su),
  Td = { MMMM: lu, MMM: Ed, WWWW: iu, WWW: xd };
function Jo(e) {
  return (e < 10 ? '0' : '') + e;
}
function Cd(e) {
  return (e < 10 ? '00' : e < 100 ? '0' : '') + e;
}
var Md = {
  YYYY: (e) => e.getFullYear(),
  YY: (e) => (e.getFullYear() + '').slice(2),
  MMMM: (e, t) => t.MMMM[e.getMonth()],
  MMM: (e, t) => t.MMM[e.getMonth()],
  MM: (e) => Jo(e.getMonth() + 1),
  M: (e) => e.getMonth() + 1,
  DD: (e) => Jo(e.getDate()),
  D: (e) => e.getDate(),
  WWWW: (e, t) => t.WWWW[e.getDay()],
  WWW: (e, t) => t.WWW[e.getDay()],
  HH: (e) => Jo(e.getHours()),
  H: (e) => e.getHours(),
  h: (e) => {
    let t = e.getHours();
    return t == 0 ? 12 : t > 12 ? t - 12 : t;
  },
  AA: (e) => (e.getHours() >= 12 ? 'PM' : 'AM'),
  aa: (e) => (e.getHours() >= 12 ? 'pm' : 'am'),
  a: (e) => (e.getHours() >= 12 ? 'p' : 'a'),
  mm: (e) => Jo(e.getMinutes()),
  m: (e) => e.getMinutes(),
  ss: (e) => Jo(e.getSeconds()),
  s: (e) => e.getSeconds(),
  fff: (e) => Cd(e.getMilliseconds()),
};
function ki(e, t) {
  t = t || Td;
  let n = [],
    o = /\{([a-z]+)\}|[^{]+/gi,
    r;
  for (; (r = o.exec(e));) n.push(r[0][0] == '{' ? Md[r[1]] : r[0]);
  return (i) => {
    let a = '';
    for (let c = 0; c < n.length; c++) a += typeof n[c] == 'string' ? n[c] : n[c](i, t);
    return a;
  };
}
var Pd = new Intl.DateTimeFormat().resolvedOptions().timeZone;
function Ad(e, t) {
  let n;
  return (
    t == 'UTC' || t == 'Etc/UTC'
      ? (n = new Date(+e + e.getTimezoneOffset() * 6e4))
      : t == Pd
        ? (n = e)
        : ((n = new Date(e.toLocaleString('en-US', { timeZone: t }))),
          n.setMilliseconds(e.getMilliseconds())),
    n
  );
}
var au = (e) => e % 1 == 0,
  Br = [1, 2, 2.5, 5],
  Ld = nr(10, -32, 0, Br),
  uu = nr(10, 0, 32, Br),
  Dd = uu.filter(au),
  Vn = Ld.concat(uu),
  xi = `
`,
  cu = '{YYYY}',
  Ma = xi + cu,
  fu = '{M}/{D}',
  Xo = xi + fu,
  $r = Xo + '/{YY}',
  du = '{aa}',
  Rd = '{h}:{mm}',
  yo = Rd + du,
  Pa = xi + yo,
  Aa = ':{ss}',
  ce = null;
function pu(e) {
  let t = e * 1e3,
    n = t * 60,
    o = n * 60,
    r = o * 24,
    i = r * 30,
    a = r * 365,
    f = (e == 1 ? nr(10, 0, 3, Br).filter(au) : nr(10, -3, 0, Br)).concat([
      t,
      t * 5,
      t * 10,
      t * 15,
      t * 30,
      n,
      n * 5,
      n * 10,
      n * 15,
      n * 30,
      o,
      o * 2,
      o * 3,
      o * 4,
      o * 6,
      o * 8,
      o * 12,
      r,
      r * 2,
      r * 3,
      r * 4,
      r * 5,
      r * 6,
      r * 7,
      r * 8,
      r * 9,
      r * 10,
      r * 15,
      i,
      i * 2,
      i * 3,
      i * 4,
      i * 6,
      a,
      a * 2,
      a * 5,
      a * 10,
      a * 25,
      a * 50,
      a * 100,
    ]),
    h = [
      [a, cu, ce, ce, ce, ce, ce, ce, 1],
      [r * 28, '{MMM}', Ma, ce, ce, ce, ce, ce, 1],
      [r, fu, Ma, ce, ce, ce, ce, ce, 1],
      [o, '{h}' + du, $r, ce, Xo, ce, ce, ce, 1],
      [n, yo, $r, ce, Xo, ce, ce, ce, 1],
      [t, Aa, $r + ' ' + yo, ce, Xo + ' ' + yo, ce, Pa, ce, 1],
      [e, Aa + '.{fff}', $r + ' ' + yo, ce, Xo + ' ' + yo, ce, Pa, ce, 1],
    ];
  function m(g) {
    return (y, v, x, M, C, L) => {
      let w = [],
        E = C >= a,
        S = C >= i && C < a,
        H = g(x),
        D = ge(H * e, 3),
        G = oi(H.getFullYear(), E ? 0 : H.getMonth(), S || E ? 1 : H.getDate()),
        I = ge(G * e, 3);
      if (S || E) {
        let Z = S ? C / i : 0,
          U = E ? C / a : 0,
          A = D == I ? D : ge(oi(G.getFullYear() + U, G.getMonth() + Z, 1) * e, 3),
          z = new Date(Be(A / e)),
          N = z.getFullYear(),
          K = z.getMonth();
        for (let W = 0; A <= M; W++) {
          let ne = oi(N + U * W, K + Z * W, 1),
            B = ne - g(ge(ne * e, 3));
          ((A = ge((+ne + B) * e, 3)), A <= M && w.push(A));
        }
      } else {
        let Z = C >= r ? r : C,
          U = yt(x) - yt(D),
          A = I + U + zr(D - I, Z);
        w.push(A);
        let z = g(A),
          N = z.getHours() + z.getMinutes() / n + z.getSeconds() / o,
          K = C / o,
          W = y.axes[v]._space,
          ne = L / W;
        for (; (A = ge(A + C, e == 1 ? 0 : 3)), !(A > M);)
          if (K > 1) {
            let B = yt(ge(N + K, 6)) % 24,
              re = g(A).getHours() - B;
            (re > 1 && (re = -1), (A -= re * o), (N = (N + K) % 24));
            let de = w[w.length - 1];
            ge((A - de) / C, 3) * ne >= 0.7 && w.push(A);
          } else w.push(A);
      }
      return w;
    };
  }
  return [f, h, m];
}
var [Nd, Od, Fd] = pu(1),
  [$d, Hd, qd] = pu(0.001);
nr(2, -53, 53, [1]);
function La(e, t) {
  return e.map((n) =>
    n.map((o, r) => (r == 0 || r == 8 || o == null ? o : t(r == 1 || n[8] == 0 ? o : n[1] + o))),
  );
}
function Da(e, t) {
  return (n, o, r, i, a) => {
    let c = t.find((x) => a >= x[0]) || t[t.length - 1],
      f,
      h,
      m,
      g,
      y,
      v;
    return o.map((x) => {
      let M = e(x),
        C = M.getFullYear(),
        L = M.getMonth(),
        w = M.getDate(),
        E = M.getHours(),
        S = M.getMinutes(),
        H = M.getSeconds(),
        D =
          (C != f && c[2]) ||
          (L != h && c[3]) ||
          (w != m && c[4]) ||
          (E != g && c[5]) ||
          (S != y && c[6]) ||
          (H != v && c[7]) ||
          c[1];
      return ((f = C), (h = L), (m = w), (g = E), (y = S), (v = H), D(M));
    });
  };
}
function Vd(e, t) {
  let n = ki(t);
  return (o, r, i, a, c) => r.map((f) => n(e(f)));
}
function oi(e, t, n) {
  return new Date(e, t, n);
}
function Ra(e, t) {
  return t(e);
}
var Id = '{YYYY}-{MM}-{DD} {h}:{mm}{aa}';
function Na(e, t) {
  return (n, o, r, i) => (i == null ? _i : t(e(o)));
}
function Bd(e, t) {
  let n = e.series[t];
  return n.width ? n.stroke(e, t) : n.points.width ? n.points.stroke(e, t) : null;
}
function Wd(e, t) {
  return e.series[t].fill(e, t);
}
var Ud = {
  show: !0,
  live: !0,
  isolate: !1,
  mount: ud,
  markers: { show: !0, width: 2, stroke: Bd, fill: Wd, dash: 'solid' },
  idx: null,
  idxs: null,
  values: [],
};
function zd(e, t) {
  let n = e.cursor.points,
    o = Ct(),
    r = n.size(e, t);
  (Se(o, Qo, r), Se(o, Zo, r));
  let i = r / -2;
  (Se(o, 'marginLeft', i), Se(o, 'marginTop', i));
  let a = n.width(e, t, r);
  return (a && Se(o, 'borderWidth', a), o);
}
function jd(e, t) {
  let n = e.series[t].points;
  return n._fill || n._stroke;
}
function Gd(e, t) {
  let n = e.series[t].points;
  return n._stroke || n._fill;
}
function Kd(e, t) {
  return e.series[t].points.size;
}
var ri = [0, 0];
function Yd(e, t, n) {
  return ((ri[0] = t), (ri[1] = n), ri);
}
function Hr(e, t, n, o = !0) {
  return (r) => {
    r.button == 0 && (!o || r.target == t) && n(r);
  };
}
function li(e, t, n, o = !0) {
  return (r) => {
    (!o || r.target == t) && n(r);
  };
}
var Jd = {
    show: !0,
    x: !0,
    y: !0,
    lock: !1,
    move: Yd,
    points: { one: !1, show: zd, size: Kd, width: 0, stroke: Gd, fill: jd },
    bind: {
      mousedown: Hr,
      mouseup: Hr,
      click: Hr,
      dblclick: Hr,
      mousemove: li,
      mouseleave: li,
      mouseenter: li,
    },
    drag: {
      setScale: !0,
      x: !0,
      y: !1,
      dist: 0,
      uni: null,
      click: (e, t) => {
        (t.stopPropagation(), t.stopImmediatePropagation());
      },
      _x: !1,
      _y: !1,
    },
    focus: { dist: (e, t, n, o, r) => o - r, prox: -1, bias: 0 },
    hover: { skip: [void 0], prox: null, bias: 0 },
    left: -10,
    top: -10,
    idx: null,
    dataIdx: null,
    idxs: null,
    event: null,
  },
  hu = { show: !0, stroke: 'rgba(0,0,0,0.07)', width: 2 },
  Ei = $e({}, hu, { filter: eu }),
  mu = $e({}, Ei, { size: 10 }),
  gu = $e({}, hu, { show: !1 }),
  Ti =
    '12px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Noto Sans", sans-serif, "Apple Color Emoji", "Segoe UI Emoji", "Segoe UI Symbol", "Noto Color Emoji"',
  _u = 'bold ' + Ti,
  vu = 1.5,
  Oa = {
    show: !0,
    scale: 'x',
    stroke: gi,
    space: 50,
    gap: 5,
    alignTo: 1,
    size: 50,
    labelGap: 0,
    labelSize: 30,
    labelFont: _u,
    side: 2,
    grid: Ei,
    ticks: mu,
    border: gu,
    font: Ti,
    lineGap: vu,
    rotate: 0,
  },
  Qd = 'Value',
  Zd = 'Time',
  Fa = { show: !0, scale: 'x', auto: !1, sorted: 1, min: me, max: -me, idxs: [] };
function Xd(e, t, n, o, r) {
  return t.map((i) => (i == null ? '' : wi(i)));
}
function ep(e, t, n, o, r, i, a) {
  let c = [],
    f = Sn.get(r) || 0;
  n = a ? n : ge(zr(n, r), f);
  for (let h = n; h <= o; h = ge(h + r, f)) c.push(Object.is(h, -0) ? 0 : h);
  return c;
}
function fi(e, t, n, o, r, i, a) {
  let c = [],
    f = e.scales[e.axes[t].scale].log,
    h = f == 10 ? nn : Qa,
    m = yt(h(n));
  ((r = wo(f, m)), f == 10 && (r = Vn[$t(r, Vn)]));
  let g = n,
    y = r * f;
  f == 10 && (y = Vn[$t(y, Vn)]);
  do
    (c.push(g),
      (g = g + r),
      f == 10 && !Sn.has(g) && (g = ge(g, Sn.get(r))),
      g >= y && ((r = g), (y = r * f), f == 10 && (y = Vn[$t(y, Vn)])));
  while (g <= o);
  return c;
}
function tp(e, t, n, o, r, i, a) {
  let f = e.scales[e.axes[t].scale].asinh,
    h = o > f ? fi(e, t, at(f, n), o, r) : [f],
    m = o >= 0 && n <= 0 ? [0] : [];
  return (n < -f ? fi(e, t, at(f, -o), -n, r) : [f])
    .reverse()
    .map((y) => -y)
    .concat(m, h);
}
var yu = /./,
  np = /[12357]/,
  op = /[125]/,
  $a = /1/,
  di = (e, t, n, o) =>
    e.map((r, i) =>
      (t == 4 && r == 0) || (i % o == 0 && n.test(r.toExponential()[r < 0 ? 1 : 0])) ? r : null,
    );
function rp(e, t, n, o, r) {
  let i = e.axes[n],
    a = i.scale,
    c = e.scales[a],
    f = e.valToPos,
    h = i._space,
    m = f(10, a),
    g = f(9, a) - m >= h ? yu : f(7, a) - m >= h ? np : f(5, a) - m >= h ? op : $a;
  if (g == $a) {
    let y = We(f(1, a) - m);
    if (y < h) return di(t.slice().reverse(), c.distr, g, Mt(h / y)).reverse();
  }
  return di(t, c.distr, g, 1);
}
function lp(e, t, n, o, r) {
  let i = e.axes[n],
    a = i.scale,
    c = i._space,
    f = e.valToPos,
    h = We(f(1, a) - f(2, a));
  return h < c ? di(t.slice().reverse(), 3, yu, Mt(c / h)).reverse() : t;
}
function ip(e, t, n, o) {
  return o == null ? _i : t == null ? '' : wi(t);
}
var Ha = {
  show: !0,
  scale: 'y',
  stroke: gi,
  space: 30,
  gap: 5,
  alignTo: 1,
  size: 50,
  labelGap: 0,
  labelSize: 30,
  labelFont: _u,
  side: 3,
  grid: Ei,
  ticks: mu,
  border: gu,
  font: Ti,
  lineGap: vu,
  rotate: 0,
};
function sp(e, t) {
  let n = 3 + (e || 1) * 2;
  return ge(n * t, 3);
}
function ap(e, t) {
  let { scale: n, idxs: o } = e.series[0],
    r = e._data[0],
    i = e.valToPos(r[o[0]], n, !0),
    a = e.valToPos(r[o[1]], n, !0),
    c = We(a - i),
    f = e.series[t],
    h = c / (f.points.space * ae);
  return o[1] - o[0] <= h;
}
var qa = { scale: null, auto: !0, sorted: 0, min: me, max: -me },
  bu = (e, t, n, o, r) => r,
  Va = {
    show: !0,
    auto: !0,
    sorted: 0,
    gaps: bu,
    alpha: 1,
    facets: [$e({}, qa, { scale: 'x' }), $e({}, qa, { scale: 'y' })],
  },
  Ia = {
    scale: 'y',
    auto: !0,
    sorted: 0,
    show: !0,
    spanGaps: !1,
    gaps: bu,
    alpha: 1,
    points: { show: ap, filter: null },
    values: null,
    min: me,
    max: -me,
    idxs: [],
    path: null,
    clip: null,
  };
function up(e, t, n, o, r) {
  return n / 10;
}
var wu = { time: !0, auto: !0, distr: 1, log: 10, asinh: 1, min: null, max: null, dir: 1, ori: 0 },
  cp = $e({}, wu, { time: !1, ori: 1 }),
  Ba = {};
function Su(e, t) {
  let n = Ba[e];
  return (
    n ||
      ((n = {
        key: e,
        plots: [],
        sub(o) {
          n.plots.push(o);
        },
        unsub(o) {
          n.plots = n.plots.filter((r) => r != o);
        },
        pub(o, r, i, a, c, f, h) {
          for (let m = 0; m < n.plots.length; m++)
            n.plots[m] != r && n.plots[m].pub(o, r, i, a, c, f, h);
        },
      }),
      e != null && (Ba[e] = n)),
    n
  );
}
var xo = 1,
  pi = 2;
function Un(e, t, n) {
  let o = e.mode,
    r = e.series[t],
    i = o == 2 ? e._data[t] : e._data,
    a = e.scales,
    c = e.bbox,
    f = i[0],
    h = o == 2 ? i[1] : i[t],
    m = o == 2 ? a[r.facets[0].scale] : a[e.series[0].scale],
    g = o == 2 ? a[r.facets[1].scale] : a[r.scale],
    y = c.left,
    v = c.top,
    x = c.width,
    M = c.height,
    C = e.valToPosH,
    L = e.valToPosV;
  return m.ori == 0
    ? n(r, f, h, m, g, C, L, y, v, x, M, Kr, To, Jr, xu, Tu)
    : n(r, f, h, m, g, L, C, v, y, M, x, Yr, Co, Pi, Eu, Cu);
}
function Ci(e, t) {
  let n = 0,
    o = 0,
    r = ie(e.bands, Si);
  for (let i = 0; i < r.length; i++) {
    let a = r[i];
    a.series[0] == t ? (n = a.dir) : a.series[1] == t && (a.dir == 1 ? (o |= 1) : (o |= 2));
  }
  return [n, o == 1 ? -1 : o == 2 ? 1 : o == 3 ? 2 : 0];
}
function fp(e, t, n, o, r) {
  let i = e.mode,
    a = e.series[t],
    c = i == 2 ? a.facets[1].scale : a.scale,
    f = e.scales[c];
  return r == -1 ? f.min : r == 1 ? f.max : f.distr == 3 ? (f.dir == 1 ? f.min : f.max) : 0;
}
function on(e, t, n, o, r, i) {
  return Un(e, t, (a, c, f, h, m, g, y, v, x, M, C) => {
    let L = a.pxRound,
      w = h.dir * (h.ori == 0 ? 1 : -1),
      E = h.ori == 0 ? To : Co,
      S,
      H;
    w == 1 ? ((S = n), (H = o)) : ((S = o), (H = n));
    let D = L(g(c[S], h, M, v)),
      G = L(y(f[S], m, C, x)),
      I = L(g(c[H], h, M, v)),
      Z = L(y(i == 1 ? m.max : m.min, m, C, x)),
      U = new Path2D(r);
    return (E(U, I, Z), E(U, D, Z), E(U, D, G), U);
  });
}
function Gr(e, t, n, o, r, i) {
  let a = null;
  if (e.length > 0) {
    a = new Path2D();
    let c = t == 0 ? Jr : Pi,
      f = n;
    for (let g = 0; g < e.length; g++) {
      let y = e[g];
      if (y[1] > y[0]) {
        let v = y[0] - f;
        (v > 0 && c(a, f, o, v, o + i), (f = y[1]));
      }
    }
    let h = n + r - f,
      m = 10;
    h > 0 && c(a, f, o - m / 2, h, o + i + m);
  }
  return a;
}
function dp(e, t, n) {
  let o = e[e.length - 1];
  o && o[0] == t ? (o[1] = n) : e.push([t, n]);
}
function Mi(e, t, n, o, r, i, a) {
  let c = [],
    f = e.length;
  for (let h = r == 1 ? n : o; h >= n && h <= o; h += r)
    if (t[h] === null) {
      let g = h,
        y = h;
      if (r == 1) for (; ++h <= o && t[h] === null;) y = h;
      else for (; --h >= n && t[h] === null;) y = h;
      let v = i(e[g]),
        x = y == g ? v : i(e[y]),
        M = g - r;
      v = a <= 0 && M >= 0 && M < f ? i(e[M]) : v;
      let L = y + r;
      ((x = a >= 0 && L >= 0 && L < f ? i(e[L]) : x), x >= v && c.push([v, x]));
    }
  return c;
}
function Wa(e) {
  return e == 0 ? Xa : e == 1 ? Be : (t) => qn(t, e);
}
function ku(e) {
  let t = e == 0 ? Kr : Yr,
    n =
      e == 0
        ? (r, i, a, c, f, h) => {
            r.arcTo(i, a, c, f, h);
          }
        : (r, i, a, c, f, h) => {
            r.arcTo(a, i, f, c, h);
          },
    o =
      e == 0
        ? (r, i, a, c, f) => {
            r.rect(i, a, c, f);
          }
        : (r, i, a, c, f) => {
            r.rect(a, i, f, c);
          };
  return (r, i, a, c, f, h = 0, m = 0) => {
    h == 0 && m == 0
      ? o(r, i, a, c, f)
      : ((h = Ht(h, c / 2, f / 2)),
        (m = Ht(m, c / 2, f / 2)),
        t(r, i + h, a),
        n(r, i + c, a, i + c, a + f, h),
        n(r, i + c, a + f, i, a + f, m),
        n(r, i, a + f, i, a, m),
        n(r, i, a, i + c, a, h),
        r.closePath());
  };
}
var Kr = (e, t, n) => {
    e.moveTo(t, n);
  },
  Yr = (e, t, n) => {
    e.moveTo(n, t);
  },
  To = (e, t, n) => {
    e.lineTo(t, n);
  },
  Co = (e, t, n) => {
    e.lineTo(n, t);
  },
  Jr = ku(0),
  Pi = ku(1),
  xu = (e, t, n, o, r, i) => {
    e.arc(t, n, o, r, i);
  },
  Eu = (e, t, n, o, r, i) => {
    e.arc(n, t, o, r, i);
  },
  Tu = (e, t, n, o, r, i, a) => {
    e.bezierCurveTo(t, n, o, r, i, a);
  },
  Cu = (e, t, n, o, r, i, a) => {
    e.bezierCurveTo(n, t, r, o, a, i);
  };
function Mu(e) {
  return (t, n, o, r, i) =>
    Un(t, n, (a, c, f, h, m, g, y, v, x, M, C) => {
      let { pxRound: L, points: w } = a,
        E,
        S;
      h.ori == 0 ? ((E = Kr), (S = xu)) : ((E = Yr), (S = Eu));
      let H = ge(w.width * ae, 3),
        D = ((w.size - w.width) / 2) * ae,
        G = ge(D * 2, 3),
        I = new Path2D(),
        Z = new Path2D(),
        { left: U, top: A, width: z, height: N } = t.bbox;
      Jr(Z, U - G, A - G, z + G * 2, N + G * 2);
      let K = (W) => {
        if (f[W] != null) {
          let ne = L(g(c[W], h, M, v)),
            B = L(y(f[W], m, C, x));
          (E(I, ne + D, B), S(I, ne, B, D, 0, qr * 2));
        }
      };
      if (i) i.forEach(K);
      else for (let W = o; W <= r; W++) K(W);
      return { stroke: H > 0 ? I : null, fill: I, clip: Z, flags: xo | pi };
    });
}
function Pu(e) {
  return (t, n, o, r, i, a) => {
    o != r && (i != o && a != o && e(t, n, o), i != r && a != r && e(t, n, r), e(t, n, a));
  };
}
var pp = Pu(To),
  hp = Pu(Co);
function Au(e) {
  let t = ie(e?.alignGaps, 0);
  return (n, o, r, i) =>
    Un(n, o, (a, c, f, h, m, g, y, v, x, M, C) => {
      [r, i] = Wr(f, r, i);
      let L = a.pxRound,
        w = (N) => L(g(N, h, M, v)),
        E = (N) => L(y(N, m, C, x)),
        S,
        H;
      h.ori == 0 ? ((S = To), (H = pp)) : ((S = Co), (H = hp));
      let D = h.dir * (h.ori == 0 ? 1 : -1),
        G = { stroke: new Path2D(), fill: null, clip: null, band: null, gaps: null, flags: xo },
        I = G.stroke,
        Z = !1;
      if (i - r >= M * 4) {
        let N = (q) => n.posToVal(q, h.key, !0),
          K = null,
          W = null,
          ne,
          B,
          ut,
          ke = w(c[D == 1 ? r : i]),
          re = w(c[r]),
          de = w(c[i]),
          X = N(D == 1 ? re + 1 : de - 1);
        for (let q = D == 1 ? r : i; q >= r && q <= i; q += D) {
          let He = c[q],
            xe = (D == 1 ? He < X : He > X) ? ke : w(He),
            ue = f[q];
          xe == ke
            ? ue != null
              ? ((B = ue),
                K == null ? (S(I, xe, E(B)), (ne = K = W = B)) : B < K ? (K = B) : B > W && (W = B))
              : ue === null && (Z = !0)
            : (K != null && H(I, ke, E(K), E(W), E(ne), E(B)),
              ue != null
                ? ((B = ue), S(I, xe, E(B)), (K = W = ne = B))
                : ((K = W = null), ue === null && (Z = !0)),
              (ke = xe),
              (X = N(ke + D)));
        }
        K != null && K != W && ut != ke && H(I, ke, E(K), E(W), E(ne), E(B));
      } else
        for (let N = D == 1 ? r : i; N >= r && N <= i; N += D) {
          let K = f[N];
          K === null ? (Z = !0) : K != null && S(I, w(c[N]), E(K));
        }
      let [A, z] = Ci(n, o);
      if (a.fill != null || A != 0) {
        let N = (G.fill = new Path2D(I)),
          K = a.fillTo(n, o, a.min, a.max, A),
          W = E(K),
          ne = w(c[r]),
          B = w(c[i]);
        (D == -1 && ([B, ne] = [ne, B]), S(N, B, W), S(N, ne, W));
      }
      if (!a.spanGaps) {
        let N = [];
        (Z && N.push(...Mi(c, f, r, i, D, w, t)),
          (G.gaps = N = a.gaps(n, o, r, i, N)),
          (G.clip = Gr(N, h.ori, v, x, M, C)));
      }
      return (
        z != 0 &&
          (G.band = z == 2 ? [on(n, o, r, i, I, -1), on(n, o, r, i, I, 1)] : on(n, o, r, i, I, z)),
        G
      );
    });
}
function mp(e) {
  let t = ie(e.align, 1),
    n = ie(e.ascDesc, !1),
    o = ie(e.alignGaps, 0),
    r = ie(e.extend, !1);
  return (i, a, c, f) =>
    Un(i, a, (h, m, g, y, v, x, M, C, L, w, E) => {
      [c, f] = Wr(g, c, f);
      let S = h.pxRound,
        { left: H, width: D } = i.bbox,
        G = (re) => S(x(re, y, w, C)),
        I = (re) => S(M(re, v, E, L)),
        Z = y.ori == 0 ? To : Co,
        U = { stroke: new Path2D(), fill: null, clip: null, band: null, gaps: null, flags: xo },
        A = U.stroke,
        z = y.dir * (y.ori == 0 ? 1 : -1),
        N = I(g[z == 1 ? c : f]),
        K = G(m[z == 1 ? c : f]),
        W = K,
        ne = K;
      (r && t == -1 && ((ne = H), Z(A, ne, N)), Z(A, K, N));
      for (let re = z == 1 ? c : f; re >= c && re <= f; re += z) {
        let de = g[re];
        if (de == null) continue;
        let X = G(m[re]),
          q = I(de);
        (t == 1 ? Z(A, X, N) : Z(A, W, q), Z(A, X, q), (N = q), (W = X));
      }
      let B = W;
      r && t == 1 && ((B = H + D), Z(A, B, N));
      let [ut, ke] = Ci(i, a);
      if (h.fill != null || ut != 0) {
        let re = (U.fill = new Path2D(A)),
          de = h.fillTo(i, a, h.min, h.max, ut),
          X = I(de);
        (Z(re, B, X), Z(re, ne, X));
      }
      if (!h.spanGaps) {
        let re = [];
        re.push(...Mi(m, g, c, f, z, G, o));
        let de = (h.width * ae) / 2,
          X = n || t == 1 ? de : -de,
          q = n || t == -1 ? -de : de;
        (re.forEach((He) => {
          ((He[0] += X), (He[1] += q));
        }),
          (U.gaps = re = h.gaps(i, a, c, f, re)),
          (U.clip = Gr(re, y.ori, C, L, w, E)));
      }
      return (
        ke != 0 &&
          (U.band =
            ke == 2 ? [on(i, a, c, f, A, -1), on(i, a, c, f, A, 1)] : on(i, a, c, f, A, ke)),
        U
      );
    });
}
function Ua(e, t, n, o, r, i, a = me) {
  if (e.length > 1) {
    let c = null;
    for (let f = 0, h = 1 / 0; f < e.length; f++)
      if (t[f] !== void 0) {
        if (c != null) {
          let m = We(e[f] - e[c]);
          m < h && ((h = m), (a = We(n(e[f], o, r, i) - n(e[c], o, r, i))));
        }
        c = f;
      }
  }
  return a;
}
function gp(e) {
  e = e || tr;
  let t = ie(e.size, [0.6, me, 1]),
    n = e.align || 0,
    o = e.gap || 0,
    r = e.radius;
  r = r == null ? [0, 0] : typeof r == 'number' ? [r, 0] : r;
  let i = te(r),
    a = 1 - t[0],
    c = ie(t[1], me),
    f = ie(t[2], 1),
    h = ie(e.disp, tr),
    m = ie(e.each, (v) => {}),
    { fill: g, stroke: y } = h;
  return (v, x, M, C) =>
    Un(v, x, (L, w, E, S, H, D, G, I, Z, U, A) => {
      let z = L.pxRound,
        N = n,
        K = o * ae,
        W = c * ae,
        ne = f * ae,
        B,
        ut;
      S.ori == 0 ? ([B, ut] = i(v, x)) : ([ut, B] = i(v, x));
      let ke = S.dir * (S.ori == 0 ? 1 : -1),
        re = S.ori == 0 ? Jr : Pi,
        de =
          S.ori == 0
            ? m
            : (F, _e, qe, Yn, Cn, Vt, Mn) => {
                m(F, _e, qe, Cn, Yn, Mn, Vt);
              },
        X = ie(v.bands, Si).find((F) => F.series[0] == x),
        q = X != null ? X.dir : 0,
        He = L.fillTo(v, x, L.min, L.max, q),
        nt = z(G(He, H, A, Z)),
        xe,
        ue,
        At,
        pt = U,
        Ce = z(L.width * ae),
        qt = !1,
        Yt = null,
        wt = null,
        sn = null,
        jn = null;
      g != null &&
        (Ce == 0 || y != null) &&
        ((qt = !0),
        (Yt = g.values(v, x, M, C)),
        (wt = new Map()),
        new Set(Yt).forEach((F) => {
          F != null && wt.set(F, new Path2D());
        }),
        Ce > 0 &&
          ((sn = y.values(v, x, M, C)),
          (jn = new Map()),
          new Set(sn).forEach((F) => {
            F != null && jn.set(F, new Path2D());
          })));
      let { x0: Gn, size: Ro } = h;
      if (Gn != null && Ro != null) {
        ((N = 1),
          (w = Gn.values(v, x, M, C)),
          Gn.unit == 2 && (w = w.map((qe) => v.posToVal(I + qe * U, S.key, !0))));
        let F = Ro.values(v, x, M, C);
        (Ro.unit == 2 ? (ue = F[0] * U) : (ue = D(F[0], S, U, I) - D(0, S, U, I)),
          (pt = Ua(w, E, D, S, U, I, pt)),
          (At = pt - ue + K));
      } else ((pt = Ua(w, E, D, S, U, I, pt)), (At = pt * a + K), (ue = pt - At));
      (At < 1 && (At = 0), Ce >= ue / 2 && (Ce = 0), At < 5 && (z = Xa));
      let sr = At > 0,
        En = pt - At - (sr ? Ce : 0);
      ((ue = z(ci(En, ne, W))),
        (xe =
          (N == 0 ? ue / 2 : N == ke ? 0 : ue) -
          N * ke * ((N == 0 ? K / 2 : 0) + (sr ? Ce / 2 : 0))));
      let ot = { stroke: null, fill: null, clip: null, band: null, gaps: null, flags: 0 },
        Kn = qt ? null : new Path2D(),
        Jt = null;
      if (X != null) Jt = v.data[X.series[1]];
      else {
        let { y0: F, y1: _e } = h;
        F != null && _e != null && ((E = _e.values(v, x, M, C)), (Jt = F.values(v, x, M, C)));
      }
      let Tn = B * ue,
        Q = ut * ue;
      for (let F = ke == 1 ? M : C; F >= M && F <= C; F += ke) {
        let _e = E[F];
        if (_e == null) continue;
        if (Jt != null) {
          let ct = Jt[F] ?? 0;
          if (_e - ct == 0) continue;
          nt = G(ct, H, A, Z);
        }
        let qe = S.distr != 2 || h != null ? w[F] : F,
          Yn = D(qe, S, U, I),
          Cn = G(ie(_e, He), H, A, Z),
          Vt = z(Yn - xe),
          Mn = z(at(Cn, nt)),
          ht = z(Ht(Cn, nt)),
          St = Mn - ht;
        if (_e != null) {
          let ct = _e < 0 ? Q : Tn,
            Lt = _e < 0 ? Tn : Q;
          (qt
            ? (Ce > 0 &&
                sn[F] != null &&
                re(jn.get(sn[F]), Vt, ht + yt(Ce / 2), ue, at(0, St - Ce), ct, Lt),
              Yt[F] != null && re(wt.get(Yt[F]), Vt, ht + yt(Ce / 2), ue, at(0, St - Ce), ct, Lt))
            : re(Kn, Vt, ht + yt(Ce / 2), ue, at(0, St - Ce), ct, Lt),
            de(v, x, F, Vt - Ce / 2, ht, ue + Ce, St));
        }
      }
      return (
        Ce > 0
          ? (ot.stroke = qt ? jn : Kn)
          : qt || ((ot._fill = L.width == 0 ? L._fill : (L._stroke ?? L._fill)), (ot.width = 0)),
        (ot.fill = qt ? wt : Kn),
        ot
      );
    });
}
function _p(e, t) {
  let n = ie(t?.alignGaps, 0);
  return (o, r, i, a) =>
    Un(o, r, (c, f, h, m, g, y, v, x, M, C, L) => {
      [i, a] = Wr(h, i, a);
      let w = c.pxRound,
        E = (B) => w(y(B, m, C, x)),
        S = (B) => w(v(B, g, L, M)),
        H,
        D,
        G;
      m.ori == 0 ? ((H = Kr), (G = To), (D = Tu)) : ((H = Yr), (G = Co), (D = Cu));
      let I = m.dir * (m.ori == 0 ? 1 : -1),
        Z = E(f[I == 1 ? i : a]),
        U = Z,
        A = [],
        z = [];
      for (let B = I == 1 ? i : a; B >= i && B <= a; B += I)
        if (h[B] != null) {
          let ke = f[B],
            re = E(ke);
          (A.push((U = re)), z.push(S(h[B])));
        }
      let N = {
          stroke: e(A, z, H, G, D, w),
          fill: null,
          clip: null,
          band: null,
          gaps: null,
          flags: xo,
        },
        K = N.stroke,
        [W, ne] = Ci(o, r);
      if (c.fill != null || W != 0) {
        let B = (N.fill = new Path2D(K)),
          ut = c.fillTo(o, r, c.min, c.max, W),
          ke = S(ut);
        (G(B, U, ke), G(B, Z, ke));
      }
      if (!c.spanGaps) {
        let B = [];
        (B.push(...Mi(f, h, i, a, I, E, n)),
          (N.gaps = B = c.gaps(o, r, i, a, B)),
          (N.clip = Gr(B, m.ori, x, M, C, L)));
      }
      return (
        ne != 0 &&
          (N.band =
            ne == 2 ? [on(o, r, i, a, K, -1), on(o, r, i, a, K, 1)] : on(o, r, i, a, K, ne)),
        N
      );
    });
}
function vp(e) {
  return _p(yp, e);
}
function yp(e, t, n, o, r, i) {
  let a = e.length;
  if (a < 2) return null;
  let c = new Path2D();
  if ((n(c, e[0], t[0]), a == 2)) o(c, e[1], t[1]);
  else {
    let f = Array(a),
      h = Array(a - 1),
      m = Array(a - 1),
      g = Array(a - 1);
    for (let y = 0; y < a - 1; y++)
      ((m[y] = t[y + 1] - t[y]), (g[y] = e[y + 1] - e[y]), (h[y] = m[y] / g[y]));
    f[0] = h[0];
    for (let y = 1; y < a - 1; y++)
      h[y] === 0 || h[y - 1] === 0 || h[y - 1] > 0 != h[y] > 0
        ? (f[y] = 0)
        : ((f[y] =
            (3 * (g[y - 1] + g[y])) /
            ((2 * g[y] + g[y - 1]) / h[y - 1] + (g[y] + 2 * g[y - 1]) / h[y])),
          isFinite(f[y]) || (f[y] = 0));
    f[a - 1] = h[a - 2];
    for (let y = 0; y < a - 1; y++)
      r(
        c,
        e[y] + g[y] / 3,
        t[y] + (f[y] * g[y]) / 3,
        e[y + 1] - g[y] / 3,
        t[y + 1] - (f[y + 1] * g[y]) / 3,
        e[y + 1],
        t[y + 1],
      );
  }
  return c;
}
var hi = new Set();
function za() {
  for (let e of hi) e.syncRect(!0);
}
Eo &&
  (Bn(Xf, bo, za),
  Bn(ed, bo, za, !0),
  Bn(Vr, bo, () => {
    Qe.pxRatio = ae;
  }));
var bp = Au(),
  wp = Mu();
function ja(e, t, n, o) {
  return (o ? [e[0], e[1]].concat(e.slice(2)) : [e[0]].concat(e.slice(1))).map((i, a) =>
    mi(i, a, t, n),
  );
}
function Sp(e, t) {
  return e.map((n, o) => (o == 0 ? {} : $e({}, t, n)));
}
function mi(e, t, n, o) {
  return $e({}, t == 0 ? n : o, e);
}
function Lu(e, t, n) {
  return t == null ? So : [t, n];
}
var kp = Lu;
function xp(e, t, n) {
  return t == null ? So : Ir(t, n, bi, !0);
}
function Du(e, t, n, o) {
  return t == null ? So : Ur(t, n, e.scales[o].log, !1);
}
var Ep = Du;
function Ru(e, t, n, o) {
  return t == null ? So : yi(t, n, e.scales[o].log, !1);
}
var Tp = Ru;
function Cp(e, t, n, o, r) {
  let i = at(xa(e), xa(t)),
    a = t - e,
    c = $t((r / o) * a, n);
  do {
    let f = n[c],
      h = (o * f) / a;
    if (h >= r && i + (f < 5 ? Sn.get(f) : 0) <= 17) return [f, h];
  } while (++c < n.length);
  return [0, 0];
}
function Ga(e) {
  let t, n;
  return ((e = e.replace(/(\d+)px/, (o, r) => (t = Be((n = +r) * ae)) + 'px')), [e, t, n]);
}
function Mp(e) {
  e.show &&
    [e.font, e.labelFont].forEach((t) => {
      let n = ge(t[2] * ae, 1);
      ((t[0] = t[0].replace(/[0-9.]+px/, n + 'px')), (t[1] = n));
    });
}
function Qe(e, t, n) {
  let o = { mode: ie(e.mode, 1) },
    r = o.mode;
  function i(s, u, d, p) {
    let _ = u.valToPct(s);
    return p + d * (u.dir == -1 ? 1 - _ : _);
  }
  function a(s, u, d, p) {
    let _ = u.valToPct(s);
    return p + d * (u.dir == -1 ? _ : 1 - _);
  }
  function c(s, u, d, p) {
    return u.ori == 0 ? i(s, u, d, p) : a(s, u, d, p);
  }
  ((o.valToPosH = i), (o.valToPosV = a));
  let f = !1;
  o.status = 0;
  let h = (o.root = Ct(Of));
  if ((e.id != null && (h.id = e.id), vt(h, e.class), e.title)) {
    let s = Ct(Hf, h);
    s.textContent = e.title;
  }
  let m = Ft('canvas'),
    g = (o.ctx = m.getContext('2d')),
    y = Ct(qf, h);
  Bn(
    'click',
    y,
    (s) => {
      s.target === x && (ye != io || Ee != so) && Xe.click(o, s);
    },
    !0,
  );
  let v = (o.under = Ct(Vf, y));
  y.appendChild(m);
  let x = (o.over = Ct(If, y));
  e = ko(e);
  let M = +ie(e.pxAlign, 1),
    C = Wa(M);
  (e.plugins || []).forEach((s) => {
    s.opts && (e = s.opts(o, e) || e);
  });
  let L = e.ms || 0.001,
    w = (o.series = r == 1 ? ja(e.series || [], Fa, Ia, !1) : Sp(e.series || [null], Va)),
    E = (o.axes = ja(e.axes || [], Oa, Ha, !0)),
    S = (o.scales = {}),
    H = (o.bands = e.bands || []);
  H.forEach((s) => {
    ((s.fill = te(s.fill || null)), (s.dir = ie(s.dir, -1)));
  });
  let D = r == 2 ? w[1].facets[0].scale : w[0].scale,
    G = { axes: zc, series: Vc },
    I = (e.drawOrder || ['axes', 'series']).map((s) => G[s]);
  function Z(s) {
    let u =
      s.distr == 3
        ? (d) => nn(d > 0 ? d : s.clamp(o, d, s.min, s.max, s.key))
        : s.distr == 4
          ? (d) => ni(d, s.asinh)
          : s.distr == 100
            ? (d) => s.fwd(d)
            : (d) => d;
    return (d) => {
      let p = u(d),
        { _min: _, _max: b } = s,
        k = b - _;
      return (p - _) / k;
    };
  }
  function U(s) {
    let u = S[s];
    if (u == null) {
      let d = (e.scales || tr)[s] || tr;
      if (d.from != null) {
        U(d.from);
        let p = $e({}, S[d.from], d, { key: s });
        ((p.valToPct = Z(p)), (S[s] = p));
      } else {
        ((u = S[s] = $e({}, s == D ? wu : cp, d)), (u.key = s));
        let p = u.time,
          _ = u.range,
          b = wn(_);
        if (
          (s != D || (r == 2 && !p)) &&
          (b &&
            (_[0] == null || _[1] == null) &&
            ((_ = {
              min: _[0] == null ? wa : { mode: 1, hard: _[0], soft: _[0] },
              max: _[1] == null ? wa : { mode: 1, hard: _[1], soft: _[1] },
            }),
            (b = !1)),
          !b && jr(_))
        ) {
          let k = _;
          _ = (T, P, R) => (P == null ? So : Ir(P, R, k));
        }
        ((u.range = te(
          _ ||
            (p
              ? kp
              : s == D
                ? u.distr == 3
                  ? Ep
                  : u.distr == 4
                    ? Tp
                    : Lu
                : u.distr == 3
                  ? Du
                  : u.distr == 4
                    ? Ru
                    : xp),
        )),
          (u.auto = te(b ? !1 : u.auto)),
          (u.clamp = te(u.clamp || up)),
          (u._min = u._max = null),
          (u.valToPct = Z(u)));
      }
    }
  }
  (U('x'),
    U('y'),
    r == 1 &&
      w.forEach((s) => {
        U(s.scale);
      }),
    E.forEach((s) => {
      U(s.scale);
    }));
  for (let s in e.scales) U(s);
  let A = S[D],
    z = A.distr,
    N,
    K;
  A.ori == 0 ? (vt(h, Ff), (N = i), (K = a)) : (vt(h, $f), (N = a), (K = i));
  let W = {};
  for (let s in S) {
    let u = S[s];
    (u.min != null || u.max != null) &&
      ((W[s] = { min: u.min, max: u.max }), (u.min = u.max = null));
  }
  let ne = e.tzDate || ((s) => new Date(Be(s / L))),
    B = e.fmtDate || ki,
    ut = L == 1 ? Fd(ne) : qd(ne),
    ke = Da(ne, La(L == 1 ? Od : Hd, B)),
    re = Na(ne, Ra(Id, B)),
    de = [],
    X = (o.legend = $e({}, Ud, e.legend)),
    q = (o.cursor = $e({}, Jd, { drag: { y: r == 2 } }, e.cursor)),
    He = X.show,
    nt = q.show,
    xe = X.markers;
  ((X.idxs = de),
    (xe.width = te(xe.width)),
    (xe.dash = te(xe.dash)),
    (xe.stroke = te(xe.stroke)),
    (xe.fill = te(xe.fill)));
  let ue,
    At,
    pt,
    Ce = [],
    qt = [],
    Yt,
    wt = !1,
    sn = {};
  if (X.live) {
    let s = w[1] ? w[1].values : null;
    ((wt = s != null), (Yt = wt ? s(o, 1, 0) : { _: 0 }));
    for (let u in Yt) sn[u] = _i;
  }
  if (He)
    if (((ue = Ft('table', Gf, h)), (pt = Ft('tbody', null, ue)), X.mount(o, ue), wt)) {
      At = Ft('thead', null, ue, pt);
      let s = Ft('tr', null, At);
      Ft('th', null, s);
      for (var jn in Yt) Ft('th', aa, s).textContent = jn;
    } else (vt(ue, Yf), X.live && vt(ue, Kf));
  let Gn = { show: !0 },
    Ro = { show: !1 };
  function sr(s, u) {
    if (u == 0 && (wt || !X.live || r == 2)) return So;
    let d = [],
      p = Ft('tr', Jf, pt, pt.childNodes[u]);
    (vt(p, s.class), s.show || vt(p, In));
    let _ = Ft('th', null, p);
    if (xe.show) {
      let T = Ct(Qf, _);
      if (u > 0) {
        let P = xe.width(o, u);
        (P && (T.style.border = P + 'px ' + xe.dash(o, u) + ' ' + xe.stroke(o, u)),
          (T.style.background = xe.fill(o, u)));
      }
    }
    let b = Ct(aa, _);
    (s.label instanceof HTMLElement ? b.appendChild(s.label) : (b.textContent = s.label),
      u > 0 &&
        (xe.show || (b.style.color = s.width > 0 ? xe.stroke(o, u) : xe.fill(o, u)),
        ot(
          'click',
          _,
          (T) => {
            if (q._lock) return;
            An(T);
            let P = w.indexOf(s);
            if ((T.ctrlKey || T.metaKey) != X.isolate) {
              let R = w.some((O, $) => $ > 0 && $ != P && O.show);
              w.forEach((O, $) => {
                $ > 0 && Bt($, R ? ($ == P ? Gn : Ro) : Gn, !0, Fe.setSeries);
              });
            } else Bt(P, { show: !s.show }, !0, Fe.setSeries);
          },
          !1,
        ),
        Qn &&
          ot(
            da,
            _,
            (T) => {
              q._lock || (An(T), Bt(w.indexOf(s), uo, !0, Fe.setSeries));
            },
            !1,
          )));
    for (var k in Yt) {
      let T = Ft('td', Zf, p);
      ((T.textContent = '--'), d.push(T));
    }
    return [p, d];
  }
  let En = new Map();
  function ot(s, u, d, p = !0) {
    let _ = En.get(u) || {},
      b = q.bind[s](o, u, d, p);
    b && (Bn(s, u, (_[s] = b)), En.set(u, _));
  }
  function Kn(s, u, d) {
    let p = En.get(u) || {};
    for (let _ in p) (s == null || _ == s) && (ui(_, u, p[_]), delete p[_]);
    s == null && En.delete(u);
  }
  let Jt = 0,
    Tn = 0,
    Q = 0,
    F = 0,
    _e = 0,
    qe = 0,
    Yn = _e,
    Cn = qe,
    Vt = Q,
    Mn = F,
    ht = 0,
    St = 0,
    ct = 0,
    Lt = 0;
  o.bbox = {};
  let ll = !1,
    ar = !1,
    Jn = !1,
    Pn = !1,
    ur = !1,
    kt = !1;
  function il(s, u, d) {
    ((d || s != o.width || u != o.height) && Yi(s, u), no(!1), (Jn = !0), (ar = !0), oo());
  }
  function Yi(s, u) {
    ((o.width = Jt = Q = s), (o.height = Tn = F = u), (_e = qe = 0), Rc(), Nc());
    let d = o.bbox;
    ((ht = d.left = qn(_e * ae, 0.5)),
      (St = d.top = qn(qe * ae, 0.5)),
      (ct = d.width = qn(Q * ae, 0.5)),
      (Lt = d.height = qn(F * ae, 0.5)));
  }
  let Ac = 3;
  function Lc() {
    let s = !1,
      u = 0;
    for (; !s;) {
      u++;
      let d = Wc(u),
        p = Uc(u);
      ((s = u == Ac || (d && p)), s || (Yi(o.width, o.height), (ar = !0)));
    }
  }
  function Dc({ width: s, height: u }) {
    il(s, u);
  }
  o.setSize = Dc;
  function Rc() {
    let s = !1,
      u = !1,
      d = !1,
      p = !1;
    (E.forEach((_, b) => {
      if (_.show && _._show) {
        let { side: k, _size: T } = _,
          P = k % 2,
          R = _.label != null ? _.labelSize : 0,
          O = T + R;
        O > 0 &&
          (P
            ? ((Q -= O), k == 3 ? ((_e += O), (p = !0)) : (d = !0))
            : ((F -= O), k == 0 ? ((qe += O), (s = !0)) : (u = !0)));
      }
    }),
      (Ln[0] = s),
      (Ln[1] = d),
      (Ln[2] = u),
      (Ln[3] = p),
      (Q -= an[1] + an[3]),
      (_e += an[3]),
      (F -= an[2] + an[0]),
      (qe += an[0]));
  }
  function Nc() {
    let s = _e + Q,
      u = qe + F,
      d = _e,
      p = qe;
    function _(b, k) {
      switch (b) {
        case 1:
          return ((s += k), s - k);
        case 2:
          return ((u += k), u - k);
        case 3:
          return ((d -= k), d + k);
        case 0:
          return ((p -= k), p + k);
      }
    }
    E.forEach((b, k) => {
      if (b.show && b._show) {
        let T = b.side;
        ((b._pos = _(T, b._size)), b.label != null && (b._lpos = _(T, b.labelSize)));
      }
    });
  }
  if (q.dataIdx == null) {
    let s = q.hover,
      u = (s.skip = new Set(s.skip ?? []));
    u.add(void 0);
    let d = (s.prox = te(s.prox)),
      p = (s.bias ??= 0);
    q.dataIdx = (_, b, k, T) => {
      if (b == 0) return k;
      let P = k,
        R = d(_, b, k, T) ?? me,
        O = R >= 0 && R < me,
        $ = A.ori == 0 ? Q : F,
        Y = q.left,
        se = t[0],
        le = t[b];
      if (u.has(le[k])) {
        P = null;
        let ee = null,
          j = null,
          V;
        if (p == 0 || p == -1) for (V = k; ee == null && V-- > 0;) u.has(le[V]) || (ee = V);
        if (p == 0 || p == 1) for (V = k; j == null && V++ < le.length;) u.has(le[V]) || (j = V);
        if (ee != null || j != null)
          if (O) {
            let we = ee == null ? -1 / 0 : N(se[ee], A, $, 0),
              Ae = j == null ? 1 / 0 : N(se[j], A, $, 0),
              Ye = Y - we,
              pe = Ae - Y;
            Ye <= pe ? Ye <= R && (P = ee) : pe <= R && (P = j);
          } else P = j == null ? ee : ee == null ? j : k - ee <= j - k ? ee : j;
      } else O && We(Y - N(se[k], A, $, 0)) > R && (P = null);
      return P;
    };
  }
  let An = (s) => {
    q.event = s;
  };
  ((q.idxs = de), (q._lock = !1));
  let tt = q.points;
  ((tt.show = te(tt.show)),
    (tt.size = te(tt.size)),
    (tt.stroke = te(tt.stroke)),
    (tt.width = te(tt.width)),
    (tt.fill = te(tt.fill)));
  let It = (o.focus = $e({}, e.focus || { alpha: 0.3 }, q.focus)),
    Qn = It.prox >= 0,
    Zn = Qn && tt.one,
    xt = [],
    Xn = [],
    eo = [];
  function Ji(s, u) {
    let d = tt.show(o, u);
    if (d instanceof HTMLElement)
      return (vt(d, jf), vt(d, s.class), Kt(d, -10, -10, Q, F), x.insertBefore(d, xt[u]), d);
  }
  function Qi(s, u) {
    if (r == 1 || u > 0) {
      let d = r == 1 && S[s.scale].time,
        p = s.value;
      ((s.value = d ? (Ca(p) ? Na(ne, Ra(p, B)) : p || re) : p || ip),
        (s.label = s.label || (d ? Zd : Qd)));
    }
    if (Zn || u > 0) {
      ((s.width = s.width == null ? 1 : s.width),
        (s.paths = s.paths || bp || cd),
        (s.fillTo = te(s.fillTo || fp)),
        (s.pxAlign = +ie(s.pxAlign, M)),
        (s.pxRound = Wa(s.pxAlign)),
        (s.stroke = te(s.stroke || null)),
        (s.fill = te(s.fill || null)),
        (s._stroke = s._fill = s._paths = s._focus = null));
      let d = sp(at(1, s.width), 1),
        p = (s.points = $e(
          {},
          {
            size: d,
            width: at(1, d * 0.2),
            stroke: s.stroke,
            space: d * 2,
            paths: wp,
            _stroke: null,
            _fill: null,
          },
          s.points,
        ));
      ((p.show = te(p.show)),
        (p.filter = te(p.filter)),
        (p.fill = te(p.fill)),
        (p.stroke = te(p.stroke)),
        (p.paths = te(p.paths)),
        (p.pxAlign = s.pxAlign));
    }
    if (He) {
      let d = sr(s, u);
      (Ce.splice(u, 0, d[0]), qt.splice(u, 0, d[1]), X.values.push(null));
    }
    if (nt) {
      de.splice(u, 0, null);
      let d = null;
      (Zn ? u == 0 && (d = Ji(s, u)) : u > 0 && (d = Ji(s, u)),
        xt.splice(u, 0, d),
        Xn.splice(u, 0, 0),
        eo.splice(u, 0, 0));
    }
    Ke('addSeries', u);
  }
  function Oc(s, u) {
    ((u = u ?? w.length),
      (s = r == 1 ? mi(s, u, Fa, Ia) : mi(s, u, {}, Va)),
      w.splice(u, 0, s),
      Qi(w[u], u));
  }
  o.addSeries = Oc;
  function Fc(s) {
    if ((w.splice(s, 1), He)) {
      (X.values.splice(s, 1), qt.splice(s, 1));
      let u = Ce.splice(s, 1)[0];
      (Kn(null, u.firstChild), u.remove());
    }
    (nt && (de.splice(s, 1), xt.splice(s, 1)[0].remove(), Xn.splice(s, 1), eo.splice(s, 1)),
      Ke('delSeries', s));
  }
  o.delSeries = Fc;
  let Ln = [!1, !1, !1, !1];
  function $c(s, u) {
    if (((s._show = s.show), s.show)) {
      let d = s.side % 2,
        p = S[s.scale];
      p == null && ((s.scale = d ? w[1].scale : D), (p = S[s.scale]));
      let _ = p.time;
      ((s.size = te(s.size)),
        (s.space = te(s.space)),
        (s.rotate = te(s.rotate)),
        wn(s.incrs) &&
          s.incrs.forEach((k) => {
            !Sn.has(k) && Sn.set(k, nu(k));
          }),
        (s.incrs = te(s.incrs || (p.distr == 2 ? Dd : _ ? (L == 1 ? Nd : $d) : Vn))),
        (s.splits = te(
          s.splits || (_ && p.distr == 1 ? ut : p.distr == 3 ? fi : p.distr == 4 ? tp : ep),
        )),
        (s.stroke = te(s.stroke)),
        (s.grid.stroke = te(s.grid.stroke)),
        (s.ticks.stroke = te(s.ticks.stroke)),
        (s.border.stroke = te(s.border.stroke)));
      let b = s.values;
      ((s.values =
        wn(b) && !wn(b[0])
          ? te(b)
          : _
            ? wn(b)
              ? Da(ne, La(b, B))
              : Ca(b)
                ? Vd(ne, b)
                : b || ke
            : b || Xd),
        (s.filter = te(
          s.filter || (p.distr >= 3 && p.log == 10 ? rp : p.distr == 3 && p.log == 2 ? lp : eu),
        )),
        (s.font = Ga(s.font)),
        (s.labelFont = Ga(s.labelFont)),
        (s._size = s.size(o, null, u, 0)),
        (s._space = s._rotate = s._incrs = s._found = s._splits = s._values = null),
        s._size > 0 && ((Ln[u] = !0), (s._el = Ct(Bf, y))));
    }
  }
  function No(s, u, d, p) {
    let [_, b, k, T] = d,
      P = u % 2,
      R = 0;
    return (
      P == 0 && (T || b) && (R = (u == 0 && !_) || (u == 2 && !k) ? Be(Oa.size / 3) : 0),
      P == 1 && (_ || k) && (R = (u == 1 && !b) || (u == 3 && !T) ? Be(Ha.size / 2) : 0),
      R
    );
  }
  let Zi = (o.padding = (e.padding || [No, No, No, No]).map((s) => te(ie(s, No)))),
    an = (o._padding = Zi.map((s, u) => s(o, u, Ln, 0))),
    Ze,
    Ue = null,
    ze = null,
    cr = r == 1 ? w[0].idxs : null,
    Dt = null,
    Oo = !1;
  function Xi(s, u) {
    if (((t = s ?? []), (o.data = o._data = t), r == 2)) {
      Ze = 0;
      for (let d = 1; d < w.length; d++) Ze += t[d][0].length;
    } else {
      (t.length == 0 && (o.data = o._data = t = [[]]), (Dt = t[0]), (Ze = Dt.length));
      let d = t;
      if (z == 2) {
        d = t.slice();
        let p = (d[0] = Array(Ze));
        for (let _ = 0; _ < Ze; _++) p[_] = _;
      }
      o._data = t = d;
    }
    if ((no(!0), Ke('setData'), z == 2 && (Jn = !0), u !== !1)) {
      let d = A;
      (d.auto(o, Oo) ? sl() : cn(D, d.min, d.max), (Pn = Pn || q.left >= 0), (kt = !0), oo());
    }
  }
  o.setData = Xi;
  function sl() {
    Oo = !0;
    let s, u;
    (r == 1 &&
      (Ze > 0
        ? ((Ue = cr[0] = 0),
          (ze = cr[1] = Ze - 1),
          (s = t[0][Ue]),
          (u = t[0][ze]),
          z == 2
            ? ((s = Ue), (u = ze))
            : s == u &&
              (z == 3
                ? ([s, u] = Ur(s, s, A.log, !1))
                : z == 4
                  ? ([s, u] = yi(s, s, A.log, !1))
                  : A.time
                    ? (u = s + Be(86400 / L))
                    : ([s, u] = Ir(s, u, bi, !0))))
        : ((Ue = cr[0] = s = null), (ze = cr[1] = u = null))),
      cn(D, s, u));
  }
  let fr, to, al, ul, cl, fl, dl, pl, hl, ft;
  function es(s, u, d, p, _, b) {
    ((s ??= ca),
      (d ??= Si),
      (p ??= 'butt'),
      (_ ??= ca),
      (b ??= 'round'),
      s != fr && (g.strokeStyle = fr = s),
      _ != to && (g.fillStyle = to = _),
      u != al && (g.lineWidth = al = u),
      b != cl && (g.lineJoin = cl = b),
      p != fl && (g.lineCap = fl = p),
      d != ul && g.setLineDash((ul = d)));
  }
  function ts(s, u, d, p) {
    (u != to && (g.fillStyle = to = u),
      s != dl && (g.font = dl = s),
      d != pl && (g.textAlign = pl = d),
      p != hl && (g.textBaseline = hl = p));
  }
  function ml(s, u, d, p, _ = 0) {
    if (p.length > 0 && s.auto(o, Oo) && (u == null || u.min == null)) {
      let b = ie(Ue, 0),
        k = ie(ze, p.length - 1),
        T = d.min == null ? rd(p, b, k, _, s.distr == 3) : [d.min, d.max];
      ((s.min = Ht(s.min, (d.min = T[0]))), (s.max = at(s.max, (d.max = T[1]))));
    }
  }
  let ns = { min: null, max: null };
  function Hc() {
    for (let p in S) {
      let _ = S[p];
      W[p] == null && (_.min == null || (W[D] != null && _.auto(o, Oo))) && (W[p] = ns);
    }
    for (let p in S) {
      let _ = S[p];
      W[p] == null && _.from != null && W[_.from] != null && (W[p] = ns);
    }
    W[D] != null && no(!0);
    let s = {};
    for (let p in W) {
      let _ = W[p];
      if (_ != null) {
        let b = (s[p] = ko(S[p], pd));
        if (_.min != null) $e(b, _);
        else if (p != D || r == 2)
          if (Ze == 0 && b.from == null) {
            let k = b.range(o, null, null, p);
            ((b.min = k[0]), (b.max = k[1]));
          } else ((b.min = me), (b.max = -me));
      }
    }
    if (Ze > 0) {
      w.forEach((p, _) => {
        if (r == 1) {
          let b = p.scale,
            k = W[b];
          if (k == null) return;
          let T = s[b];
          if (_ == 0) {
            let P = T.range(o, T.min, T.max, b);
            ((T.min = P[0]),
              (T.max = P[1]),
              (Ue = $t(T.min, t[0])),
              (ze = $t(T.max, t[0])),
              ze - Ue > 1 && (t[0][Ue] < T.min && Ue++, t[0][ze] > T.max && ze--),
              (p.min = Dt[Ue]),
              (p.max = Dt[ze]));
          } else p.show && p.auto && ml(T, k, p, t[_], p.sorted);
          ((p.idxs[0] = Ue), (p.idxs[1] = ze));
        } else if (_ > 0 && p.show && p.auto) {
          let [b, k] = p.facets,
            T = b.scale,
            P = k.scale,
            [R, O] = t[_],
            $ = s[T],
            Y = s[P];
          ($ != null && ml($, W[T], b, R, b.sorted),
            Y != null && ml(Y, W[P], k, O, k.sorted),
            (p.min = k.min),
            (p.max = k.max));
        }
      });
      for (let p in s) {
        let _ = s[p],
          b = W[p];
        if (_.from == null && (b == null || b.min == null)) {
          let k = _.range(o, _.min == me ? null : _.min, _.max == -me ? null : _.max, p);
          ((_.min = k[0]), (_.max = k[1]));
        }
      }
    }
    for (let p in s) {
      let _ = s[p];
      if (_.from != null) {
        let b = s[_.from];
        if (b.min == null) _.min = _.max = null;
        else {
          let k = _.range(o, b.min, b.max, p);
          ((_.min = k[0]), (_.max = k[1]));
        }
      }
    }
    let u = {},
      d = !1;
    for (let p in s) {
      let _ = s[p],
        b = S[p];
      if (b.min != _.min || b.max != _.max) {
        ((b.min = _.min), (b.max = _.max));
        let k = b.distr;
        ((b._min =
          k == 3 ? nn(b.min) : k == 4 ? ni(b.min, b.asinh) : k == 100 ? b.fwd(b.min) : b.min),
          (b._max =
            k == 3 ? nn(b.max) : k == 4 ? ni(b.max, b.asinh) : k == 100 ? b.fwd(b.max) : b.max),
          (u[p] = d = !0));
      }
    }
    if (d) {
      w.forEach((p, _) => {
        r == 2 ? _ > 0 && u.y && (p._paths = null) : u[p.scale] && (p._paths = null);
      });
      for (let p in u) ((Jn = !0), Ke('setScale', p));
      nt && q.left >= 0 && (Pn = kt = !0);
    }
    for (let p in W) W[p] = null;
  }
  function qc(s) {
    let u = ci(Ue - 1, 0, Ze - 1),
      d = ci(ze + 1, 0, Ze - 1);
    for (; s[u] == null && u > 0;) u--;
    for (; s[d] == null && d < Ze - 1;) d++;
    return [u, d];
  }
  function Vc() {
    if (Ze > 0) {
      let s = w.some((u) => u._focus) && ft != It.alpha;
      (s && (g.globalAlpha = ft = It.alpha),
        w.forEach((u, d) => {
          if (d > 0 && u.show && (os(d, !1), os(d, !0), u._paths == null)) {
            let p = ft;
            ft != u.alpha && (g.globalAlpha = ft = u.alpha);
            let _ = r == 2 ? [0, t[d][0].length - 1] : qc(t[d]);
            ((u._paths = u.paths(o, d, _[0], _[1])), ft != p && (g.globalAlpha = ft = p));
          }
        }),
        w.forEach((u, d) => {
          if (d > 0 && u.show) {
            let p = ft;
            (ft != u.alpha && (g.globalAlpha = ft = u.alpha), u._paths != null && rs(d, !1));
            {
              let _ = u._paths != null ? u._paths.gaps : null,
                b = u.points.show(o, d, Ue, ze, _),
                k = u.points.filter(o, d, b, _);
              (b || k) && ((u.points._paths = u.points.paths(o, d, Ue, ze, k)), rs(d, !0));
            }
            (ft != p && (g.globalAlpha = ft = p), Ke('drawSeries', d));
          }
        }),
        s && (g.globalAlpha = ft = 1));
    }
  }
  function os(s, u) {
    let d = u ? w[s].points : w[s];
    ((d._stroke = d.stroke(o, s)), (d._fill = d.fill(o, s)));
  }
  function rs(s, u) {
    let d = u ? w[s].points : w[s],
      {
        stroke: p,
        fill: _,
        clip: b,
        flags: k,
        _stroke: T = d._stroke,
        _fill: P = d._fill,
        _width: R = d.width,
      } = d._paths;
    R = ge(R * ae, 3);
    let O = null,
      $ = (R % 2) / 2;
    u && P == null && (P = R > 0 ? '#fff' : T);
    let Y = d.pxAlign == 1 && $ > 0;
    if ((Y && g.translate($, $), !u)) {
      let se = ht - R / 2,
        le = St - R / 2,
        ee = ct + R,
        j = Lt + R;
      ((O = new Path2D()), O.rect(se, le, ee, j));
    }
    (u ? gl(T, R, d.dash, d.cap, P, p, _, k, b) : Ic(s, T, R, d.dash, d.cap, P, p, _, k, O, b),
      Y && g.translate(-$, -$));
  }
  function Ic(s, u, d, p, _, b, k, T, P, R, O) {
    let $ = !1;
    (P != 0 &&
      H.forEach((Y, se) => {
        if (Y.series[0] == s) {
          let le = w[Y.series[1]],
            ee = t[Y.series[1]],
            j = (le._paths || tr).band;
          wn(j) && (j = Y.dir == 1 ? j[0] : j[1]);
          let V,
            we = null;
          (le.show && j && id(ee, Ue, ze)
            ? ((we = Y.fill(o, se) || b), (V = le._paths.clip))
            : (j = null),
            gl(u, d, p, _, we, k, T, P, R, O, V, j),
            ($ = !0));
        }
      }),
      $ || gl(u, d, p, _, b, k, T, P, R, O));
  }
  let ls = xo | pi;
  function gl(s, u, d, p, _, b, k, T, P, R, O, $) {
    (es(s, u, d, p, _),
      (P || R || $) && (g.save(), P && g.clip(P), R && g.clip(R)),
      $
        ? (T & ls) == ls
          ? (g.clip($), O && g.clip(O), pr(_, k), dr(s, b, u))
          : T & pi
            ? (pr(_, k), g.clip($), dr(s, b, u))
            : T & xo && (g.save(), g.clip($), O && g.clip(O), pr(_, k), g.restore(), dr(s, b, u))
        : (pr(_, k), dr(s, b, u)),
      (P || R || $) && g.restore());
  }
  function dr(s, u, d) {
    d > 0 &&
      (u instanceof Map
        ? u.forEach((p, _) => {
            ((g.strokeStyle = fr = _), g.stroke(p));
          })
        : u != null && s && g.stroke(u));
  }
  function pr(s, u) {
    u instanceof Map
      ? u.forEach((d, p) => {
          ((g.fillStyle = to = p), g.fill(d));
        })
      : u != null && s && g.fill(u);
  }
  function Bc(s, u, d, p) {
    let _ = E[s],
      b;
    if (p <= 0) b = [0, 0];
    else {
      let k = (_._space = _.space(o, s, u, d, p)),
        T = (_._incrs = _.incrs(o, s, u, d, p, k));
      b = Cp(u, d, T, p, k);
    }
    return (_._found = b);
  }
  function _l(s, u, d, p, _, b, k, T, P, R) {
    let O = (k % 2) / 2;
    (M == 1 && g.translate(O, O), es(T, k, P, R, T), g.beginPath());
    let $,
      Y,
      se,
      le,
      ee = _ + (p == 0 || p == 3 ? -b : b);
    d == 0 ? ((Y = _), (le = ee)) : (($ = _), (se = ee));
    for (let j = 0; j < s.length; j++)
      u[j] != null &&
        (d == 0 ? ($ = se = s[j]) : (Y = le = s[j]), g.moveTo($, Y), g.lineTo(se, le));
    (g.stroke(), M == 1 && g.translate(-O, -O));
  }
  function Wc(s) {
    let u = !0;
    return (
      E.forEach((d, p) => {
        if (!d.show) return;
        let _ = S[d.scale];
        if (_.min == null) {
          d._show && ((u = !1), (d._show = !1), no(!1));
          return;
        } else d._show || ((u = !1), (d._show = !0), no(!1));
        let b = d.side,
          k = b % 2,
          { min: T, max: P } = _,
          [R, O] = Bc(p, T, P, k == 0 ? Q : F);
        if (O == 0) return;
        let $ = _.distr == 2,
          Y = (d._splits = d.splits(o, p, T, P, R, O, $)),
          se = _.distr == 2 ? Y.map((V) => Dt[V]) : Y,
          le = _.distr == 2 ? Dt[Y[1]] - Dt[Y[0]] : R,
          ee = (d._values = d.values(o, d.filter(o, se, p, O, le), p, O, le));
        d._rotate = b == 2 ? d.rotate(o, ee, p, O) : 0;
        let j = d._size;
        ((d._size = Mt(d.size(o, ee, p, s))), j != null && d._size != j && (u = !1));
      }),
      u
    );
  }
  function Uc(s) {
    let u = !0;
    return (
      Zi.forEach((d, p) => {
        let _ = d(o, p, Ln, s);
        (_ != an[p] && (u = !1), (an[p] = _));
      }),
      u
    );
  }
  function zc() {
    for (let s = 0; s < E.length; s++) {
      let u = E[s];
      if (!u.show || !u._show) continue;
      let d = u.side,
        p = d % 2,
        _,
        b,
        k = u.stroke(o, s),
        T = d == 0 || d == 3 ? -1 : 1,
        [P, R] = u._found;
      if (u.label != null) {
        let lt = u.labelGap * T,
          _t = Be((u._lpos + lt) * ae);
        (ts(u.labelFont[0], k, 'center', d == 2 ? 'top' : ua),
          g.save(),
          p == 1
            ? ((_ = b = 0), g.translate(_t, Be(St + Lt / 2)), g.rotate((d == 3 ? -qr : qr) / 2))
            : ((_ = Be(ht + ct / 2)), (b = _t)));
        let Nn = Za(u.label) ? u.label(o, s, P, R) : u.label;
        (g.fillText(Nn, _, b), g.restore());
      }
      if (R == 0) continue;
      let O = S[u.scale],
        $ = p == 0 ? ct : Lt,
        Y = p == 0 ? ht : St,
        se = u._splits,
        le = O.distr == 2 ? se.map((lt) => Dt[lt]) : se,
        ee = O.distr == 2 ? Dt[se[1]] - Dt[se[0]] : P,
        j = u.ticks,
        V = u.border,
        we = j.show ? j.size : 0,
        Ae = Be(we * ae),
        Ye = Be((u.alignTo == 2 ? u._size - we - u.gap : u.gap) * ae),
        pe = (u._rotate * -qr) / 180,
        Le = C(u._pos * ae),
        mt = (Ae + Ye) * T,
        rt = Le + mt;
      ((b = p == 0 ? rt : 0), (_ = p == 1 ? rt : 0));
      let Et = u.font[0],
        Rt =
          u.align == 1
            ? vo
            : u.align == 2
              ? Xl
              : pe > 0
                ? vo
                : pe < 0
                  ? Xl
                  : p == 0
                    ? 'center'
                    : d == 3
                      ? Xl
                      : vo,
        Ut = pe || p == 1 ? 'middle' : d == 2 ? 'top' : ua;
      ts(Et, k, Rt, Ut);
      let gt = u.font[1] * u.lineGap,
        Tt = se.map((lt) => C(c(lt, O, $, Y))),
        Nt = u._values;
      for (let lt = 0; lt < Nt.length; lt++) {
        let _t = Nt[lt];
        if (_t != null) {
          (p == 0 ? (_ = Tt[lt]) : (b = Tt[lt]), (_t = '' + _t));
          let Nn =
            _t.indexOf(`
`) == -1
              ? [_t]
              : _t.split(/\n/gm);
          for (let it = 0; it < Nn.length; it++) {
            let xs = Nn[it];
            pe
              ? (g.save(),
                g.translate(_, b + it * gt),
                g.rotate(pe),
                g.fillText(xs, 0, 0),
                g.restore())
              : g.fillText(xs, _, b + it * gt);
          }
        }
      }
      j.show &&
        _l(
          Tt,
          j.filter(o, le, s, R, ee),
          p,
          d,
          Le,
          Ae,
          ge(j.width * ae, 3),
          j.stroke(o, s),
          j.dash,
          j.cap,
        );
      let zt = u.grid;
      (zt.show &&
        _l(
          Tt,
          zt.filter(o, le, s, R, ee),
          p,
          p == 0 ? 2 : 1,
          p == 0 ? St : ht,
          p == 0 ? Lt : ct,
          ge(zt.width * ae, 3),
          zt.stroke(o, s),
          zt.dash,
          zt.cap,
        ),
        V.show &&
          _l(
            [Le],
            [1],
            p == 0 ? 1 : 0,
            p == 0 ? 1 : 2,
            p == 1 ? St : ht,
            p == 1 ? Lt : ct,
            ge(V.width * ae, 3),
            V.stroke(o, s),
            V.dash,
            V.cap,
          ));
    }
    Ke('drawAxes');
  }
  function no(s) {
    w.forEach((u, d) => {
      d > 0 &&
        ((u._paths = null),
        s &&
          (r == 1
            ? ((u.min = null), (u.max = null))
            : u.facets.forEach((p) => {
                ((p.min = null), (p.max = null));
              })));
    });
  }
  let hr = !1,
    vl = !1,
    Fo = [];
  function jc() {
    vl = !1;
    for (let s = 0; s < Fo.length; s++) Ke(...Fo[s]);
    Fo.length = 0;
  }
  function oo() {
    hr || (bd(is), (hr = !0));
  }
  function Gc(s, u = !1) {
    ((hr = !0), (vl = u), s(o), is(), u && Fo.length > 0 && queueMicrotask(jc));
  }
  o.batch = Gc;
  function is() {
    if ((ll && (Hc(), (ll = !1)), Jn && (Lc(), (Jn = !1)), ar)) {
      if (
        (Se(v, vo, _e),
        Se(v, 'top', qe),
        Se(v, Qo, Q),
        Se(v, Zo, F),
        Se(x, vo, _e),
        Se(x, 'top', qe),
        Se(x, Qo, Q),
        Se(x, Zo, F),
        Se(y, Qo, Jt),
        Se(y, Zo, Tn),
        (m.width = Be(Jt * ae)),
        (m.height = Be(Tn * ae)),
        E.forEach(({ _el: s, _show: u, _size: d, _pos: p, side: _ }) => {
          if (s != null)
            if (u) {
              let b = _ === 3 || _ === 0 ? d : 0,
                k = _ % 2 == 1;
              (Se(s, k ? 'left' : 'top', p - b),
                Se(s, k ? 'width' : 'height', d),
                Se(s, k ? 'top' : 'left', k ? qe : _e),
                Se(s, k ? 'height' : 'width', k ? F : Q),
                ai(s, In));
            } else vt(s, In);
        }),
        (fr = to = al = cl = fl = dl = pl = hl = ul = null),
        (ft = 1),
        qo(!0),
        _e != Yn || qe != Cn || Q != Vt || F != Mn)
      ) {
        no(!1);
        let s = Q / Vt,
          u = F / Mn;
        if (nt && !Pn && q.left >= 0) {
          ((q.left *= s),
            (q.top *= u),
            ro && Kt(ro, Be(q.left), 0, Q, F),
            lo && Kt(lo, 0, Be(q.top), Q, F));
          for (let d = 0; d < xt.length; d++) {
            let p = xt[d];
            p != null && ((Xn[d] *= s), (eo[d] *= u), Kt(p, Mt(Xn[d]), Mt(eo[d]), Q, F));
          }
        }
        if (be.show && !ur && be.left >= 0 && be.width > 0) {
          ((be.left *= s), (be.width *= s), (be.top *= u), (be.height *= u));
          for (let d in xl) Se(ao, d, be[d]);
        }
        ((Yn = _e), (Cn = qe), (Vt = Q), (Mn = F));
      }
      (Ke('setSize'), (ar = !1));
    }
    (Jt > 0 &&
      Tn > 0 &&
      (g.clearRect(0, 0, m.width, m.height), Ke('drawClear'), I.forEach((s) => s()), Ke('draw')),
      be.show && ur && (mr(be), (ur = !1)),
      nt && Pn && (Rn(null, !0, !1), (Pn = !1)),
      X.show && X.live && kt && (Sl(), (kt = !1)),
      f || ((f = !0), (o.status = 1), Ke('ready')),
      (Oo = !1),
      (hr = !1));
  }
  o.redraw = (s, u) => {
    ((Jn = u || !1), s !== !1 ? cn(D, A.min, A.max) : oo());
  };
  function yl(s, u) {
    let d = S[s];
    if (d.from == null) {
      if (Ze == 0) {
        let p = d.range(o, u.min, u.max, s);
        ((u.min = p[0]), (u.max = p[1]));
      }
      if (u.min > u.max) {
        let p = u.min;
        ((u.min = u.max), (u.max = p));
      }
      if (Ze > 1 && u.min != null && u.max != null && u.max - u.min < 1e-16) return;
      (s == D &&
        d.distr == 2 &&
        Ze > 0 &&
        ((u.min = $t(u.min, t[0])), (u.max = $t(u.max, t[0])), u.min == u.max && u.max++),
        (W[s] = u),
        (ll = !0),
        oo());
    }
  }
  o.setScale = yl;
  let bl,
    wl,
    ro,
    lo,
    ss,
    as,
    io,
    so,
    us,
    cs,
    ye,
    Ee,
    un = !1,
    Xe = q.drag,
    je = Xe.x,
    Ge = Xe.y;
  nt &&
    (q.x && (bl = Ct(Uf, x)),
    q.y && (wl = Ct(zf, x)),
    A.ori == 0 ? ((ro = bl), (lo = wl)) : ((ro = wl), (lo = bl)),
    (ye = q.left),
    (Ee = q.top));
  let be = (o.select = $e({ show: !0, over: !0, left: 0, width: 0, top: 0, height: 0 }, e.select)),
    ao = be.show ? Ct(Wf, be.over ? x : v) : null;
  function mr(s, u) {
    if (be.show) {
      for (let d in s) ((be[d] = s[d]), d in xl && Se(ao, d, s[d]));
      u !== !1 && Ke('setSelect');
    }
  }
  o.setSelect = mr;
  function Kc(s) {
    if (w[s].show) He && ai(Ce[s], In);
    else if ((He && vt(Ce[s], In), nt)) {
      let d = Zn ? xt[0] : xt[s];
      d != null && Kt(d, -10, -10, Q, F);
    }
  }
  function cn(s, u, d) {
    yl(s, { min: u, max: d });
  }
  function Bt(s, u, d, p) {
    (u.focus != null && Xc(s),
      u.show != null &&
        w.forEach((_, b) => {
          b > 0 &&
            (s == b || s == null) &&
            ((_.show = u.show),
            Kc(b),
            r == 2
              ? (cn(_.facets[0].scale, null, null), cn(_.facets[1].scale, null, null))
              : cn(_.scale, null, null),
            oo());
        }),
      d !== !1 && Ke('setSeries', s, u),
      p && Vo('setSeries', o, s, u));
  }
  o.setSeries = Bt;
  function Yc(s, u) {
    $e(H[s], u);
  }
  function Jc(s, u) {
    ((s.fill = te(s.fill || null)),
      (s.dir = ie(s.dir, -1)),
      (u = u ?? H.length),
      H.splice(u, 0, s));
  }
  function Qc(s) {
    s == null ? (H.length = 0) : H.splice(s, 1);
  }
  ((o.addBand = Jc), (o.setBand = Yc), (o.delBand = Qc));
  function Zc(s, u) {
    ((w[s].alpha = u),
      nt && xt[s] != null && (xt[s].style.opacity = u),
      He && Ce[s] && (Ce[s].style.opacity = u));
  }
  let Qt,
    fn,
    Dn,
    uo = { focus: !0 };
  function Xc(s) {
    if (s != Dn) {
      let u = s == null,
        d = It.alpha != 1;
      (w.forEach((p, _) => {
        if (r == 1 || _ > 0) {
          let b = u || _ == 0 || _ == s;
          ((p._focus = u ? null : b), d && Zc(_, b ? 1 : It.alpha));
        }
      }),
        (Dn = s),
        d && oo());
    }
  }
  He &&
    Qn &&
    ot(pa, ue, (s) => {
      q._lock || (An(s), Dn != null && Bt(null, uo, !0, Fe.setSeries));
    });
  function Wt(s, u, d) {
    let p = S[u];
    d && (s = s / ae - (p.ori == 1 ? qe : _e));
    let _ = Q;
    (p.ori == 1 && ((_ = F), (s = _ - s)), p.dir == -1 && (s = _ - s));
    let b = p._min,
      k = p._max,
      T = s / _,
      P = b + (k - b) * T,
      R = p.distr;
    return R == 3 ? wo(10, P) : R == 4 ? ad(P, p.asinh) : R == 100 ? p.bwd(P) : P;
  }
  function ef(s, u) {
    let d = Wt(s, D, u);
    return $t(d, t[0], Ue, ze);
  }
  ((o.valToIdx = (s) => $t(s, t[0])),
    (o.posToIdx = ef),
    (o.posToVal = Wt),
    (o.valToPos = (s, u, d) =>
      S[u].ori == 0 ? i(s, S[u], d ? ct : Q, d ? ht : 0) : a(s, S[u], d ? Lt : F, d ? St : 0)),
    (o.setCursor = (s, u, d) => {
      ((ye = s.left), (Ee = s.top), Rn(null, u, d));
    }));
  function fs(s, u) {
    (Se(ao, vo, (be.left = s)), Se(ao, Qo, (be.width = u)));
  }
  function ds(s, u) {
    (Se(ao, 'top', (be.top = s)), Se(ao, Zo, (be.height = u)));
  }
  let $o = A.ori == 0 ? fs : ds,
    Ho = A.ori == 1 ? fs : ds;
  function tf() {
    if (He && X.live)
      for (let s = r == 2 ? 1 : 0; s < w.length; s++) {
        if (s == 0 && wt) continue;
        let u = X.values[s],
          d = 0;
        for (let p in u) qt[s][d++].firstChild.nodeValue = u[p];
      }
  }
  function Sl(s, u) {
    if (
      (s != null &&
        (s.idxs
          ? s.idxs.forEach((d, p) => {
              de[p] = d;
            })
          : dd(s.idx) || de.fill(s.idx),
        (X.idx = de[0])),
      He && X.live)
    ) {
      for (let d = 0; d < w.length; d++) (d > 0 || (r == 1 && !wt)) && nf(d, de[d]);
      tf();
    }
    ((kt = !1), u !== !1 && Ke('setLegend'));
  }
  o.setLegend = Sl;
  function nf(s, u) {
    let d = w[s],
      p = s == 0 && z == 2 ? Dt : t[s],
      _;
    (wt
      ? (_ = d.values(o, s, u) ?? sn)
      : ((_ = d.value(o, u == null ? null : p[u], s, u)), (_ = _ == null ? sn : { _ })),
      (X.values[s] = _));
  }
  function Rn(s, u, d) {
    ((us = ye),
      (cs = Ee),
      ([ye, Ee] = q.move(o, ye, Ee)),
      (q.left = ye),
      (q.top = Ee),
      nt && (ro && Kt(ro, Be(ye), 0, Q, F), lo && Kt(lo, 0, Be(Ee), Q, F)));
    let p,
      _ = Ue > ze;
    ((Qt = me), (fn = null));
    let b = A.ori == 0 ? Q : F,
      k = A.ori == 1 ? Q : F;
    if (ye < 0 || Ze == 0 || _) {
      p = q.idx = null;
      for (let T = 0; T < w.length; T++) {
        let P = xt[T];
        P != null && Kt(P, -10, -10, Q, F);
      }
      (Qn && Bt(null, uo, !0, s == null && Fe.setSeries), X.live && (de.fill(p), (kt = !0)));
    } else {
      let T, P, R;
      r == 1 &&
        ((T = A.ori == 0 ? ye : Ee),
        (P = Wt(T, D)),
        (p = q.idx = $t(P, t[0], Ue, ze)),
        (R = N(t[0][p], A, b, 0)));
      let O = -10,
        $ = -10,
        Y = 0,
        se = 0,
        le = !0,
        ee = '',
        j = '';
      for (let V = r == 2 ? 1 : 0; V < w.length; V++) {
        let we = w[V],
          Ae = de[V],
          Ye = Ae == null ? null : r == 1 ? t[V][Ae] : t[V][1][Ae],
          pe = q.dataIdx(o, V, p, P),
          Le = pe == null ? null : r == 1 ? t[V][pe] : t[V][1][pe];
        if (((kt = kt || Le != Ye || pe != Ae), (de[V] = pe), V > 0 && we.show)) {
          let mt = pe == null ? -10 : pe == p ? R : N(r == 1 ? t[0][pe] : t[V][0][pe], A, b, 0),
            rt = Le == null ? -10 : K(Le, r == 1 ? S[we.scale] : S[we.facets[1].scale], k, 0);
          if (Qn && Le != null) {
            let Et = A.ori == 1 ? ye : Ee,
              Rt = We(It.dist(o, V, pe, rt, Et));
            if (Rt < Qt) {
              let Ut = It.bias;
              if (Ut != 0) {
                let gt = Wt(Et, we.scale),
                  Tt = Le >= 0 ? 1 : -1,
                  Nt = gt >= 0 ? 1 : -1;
                Nt == Tt &&
                  (Nt == 1 ? (Ut == 1 ? Le >= gt : Le <= gt) : Ut == 1 ? Le <= gt : Le >= gt) &&
                  ((Qt = Rt), (fn = V));
              } else ((Qt = Rt), (fn = V));
            }
          }
          if (kt || Zn) {
            let Et, Rt;
            A.ori == 0 ? ((Et = mt), (Rt = rt)) : ((Et = rt), (Rt = mt));
            let Ut,
              gt,
              Tt,
              Nt,
              zt,
              lt,
              _t = !0,
              Nn = tt.bbox;
            if (Nn != null) {
              _t = !1;
              let it = Nn(o, V);
              ((Tt = it.left), (Nt = it.top), (Ut = it.width), (gt = it.height));
            } else ((Tt = Et), (Nt = Rt), (Ut = gt = tt.size(o, V)));
            if (((lt = tt.fill(o, V)), (zt = tt.stroke(o, V)), Zn))
              V == fn &&
                Qt <= It.prox &&
                ((O = Tt), ($ = Nt), (Y = Ut), (se = gt), (le = _t), (ee = lt), (j = zt));
            else {
              let it = xt[V];
              it != null &&
                ((Xn[V] = Tt),
                (eo[V] = Nt),
                ba(it, Ut, gt, _t),
                va(it, lt, zt),
                Kt(it, Mt(Tt), Mt(Nt), Q, F));
            }
          }
        }
      }
      if (Zn) {
        let V = It.prox,
          we = Dn == null ? Qt <= V : Qt > V || fn != Dn;
        if (kt || we) {
          let Ae = xt[0];
          Ae != null &&
            ((Xn[0] = O),
            (eo[0] = $),
            ba(Ae, Y, se, le),
            va(Ae, ee, j),
            Kt(Ae, Mt(O), Mt($), Q, F));
        }
      }
    }
    if (be.show && un)
      if (s != null) {
        let [T, P] = Fe.scales,
          [R, O] = Fe.match,
          [$, Y] = s.cursor.sync.scales,
          se = s.cursor.drag;
        if (((je = se._x), (Ge = se._y), je || Ge)) {
          let { left: le, top: ee, width: j, height: V } = s.select,
            we = s.scales[$].ori,
            Ae = s.posToVal,
            Ye,
            pe,
            Le,
            mt,
            rt,
            Et = T != null && R(T, $),
            Rt = P != null && O(P, Y);
          (Et && je
            ? (we == 0 ? ((Ye = le), (pe = j)) : ((Ye = ee), (pe = V)),
              (Le = S[T]),
              (mt = N(Ae(Ye, $), Le, b, 0)),
              (rt = N(Ae(Ye + pe, $), Le, b, 0)),
              $o(Ht(mt, rt), We(rt - mt)))
            : $o(0, b),
            Rt && Ge
              ? (we == 1 ? ((Ye = le), (pe = j)) : ((Ye = ee), (pe = V)),
                (Le = S[P]),
                (mt = K(Ae(Ye, Y), Le, k, 0)),
                (rt = K(Ae(Ye + pe, Y), Le, k, 0)),
                Ho(Ht(mt, rt), We(rt - mt)))
              : Ho(0, k));
        } else El();
      } else {
        let T = We(us - ss),
          P = We(cs - as);
        if (A.ori == 1) {
          let Y = T;
          ((T = P), (P = Y));
        }
        ((je = Xe.x && T >= Xe.dist), (Ge = Xe.y && P >= Xe.dist));
        let R = Xe.uni;
        R != null
          ? je &&
            Ge &&
            ((je = T >= R), (Ge = P >= R), !je && !Ge && (P > T ? (Ge = !0) : (je = !0)))
          : Xe.x && Xe.y && (je || Ge) && (je = Ge = !0);
        let O, $;
        (je &&
          (A.ori == 0 ? ((O = io), ($ = ye)) : ((O = so), ($ = Ee)),
          $o(Ht(O, $), We($ - O)),
          Ge || Ho(0, k)),
          Ge &&
            (A.ori == 1 ? ((O = io), ($ = ye)) : ((O = so), ($ = Ee)),
            Ho(Ht(O, $), We($ - O)),
            je || $o(0, b)),
          !je && !Ge && ($o(0, 0), Ho(0, 0)));
      }
    if (((Xe._x = je), (Xe._y = Ge), s == null)) {
      if (d) {
        if (ks != null) {
          let [T, P] = Fe.scales;
          ((Fe.values[0] = T != null ? Wt(A.ori == 0 ? ye : Ee, T) : null),
            (Fe.values[1] = P != null ? Wt(A.ori == 1 ? ye : Ee, P) : null));
        }
        Vo(ei, o, ye, Ee, Q, F, p);
      }
      if (Qn) {
        let T = d && Fe.setSeries,
          P = It.prox;
        Dn == null
          ? Qt <= P && Bt(fn, uo, !0, T)
          : Qt > P
            ? Bt(null, uo, !0, T)
            : fn != Dn && Bt(fn, uo, !0, T);
      }
    }
    (kt && ((X.idx = p), Sl()), u !== !1 && Ke('setCursor'));
  }
  let dn = null;
  Object.defineProperty(o, 'rect', {
    get() {
      return (dn == null && qo(!1), dn);
    },
  });
  function qo(s = !1) {
    s ? (dn = null) : ((dn = x.getBoundingClientRect()), Ke('syncRect', dn));
  }
  function ps(s, u, d, p, _, b, k) {
    q._lock ||
      (un && s != null && s.movementX == 0 && s.movementY == 0) ||
      (kl(s, u, d, p, _, b, k, !1, s != null), s != null ? Rn(null, !0, !0) : Rn(u, !0, !1));
  }
  function kl(s, u, d, p, _, b, k, T, P) {
    if ((dn == null && qo(!1), An(s), s != null))
      ((d = s.clientX - dn.left), (p = s.clientY - dn.top));
    else {
      if (d < 0 || p < 0) {
        ((ye = -10), (Ee = -10));
        return;
      }
      let [R, O] = Fe.scales,
        $ = u.cursor.sync,
        [Y, se] = $.values,
        [le, ee] = $.scales,
        [j, V] = Fe.match,
        we = u.axes[0].side % 2 == 1,
        Ae = A.ori == 0 ? Q : F,
        Ye = A.ori == 1 ? Q : F,
        pe = we ? b : _,
        Le = we ? _ : b,
        mt = we ? p : d,
        rt = we ? d : p;
      if (
        (le != null ? (d = j(R, le) ? c(Y, S[R], Ae, 0) : -10) : (d = Ae * (mt / pe)),
        ee != null ? (p = V(O, ee) ? c(se, S[O], Ye, 0) : -10) : (p = Ye * (rt / Le)),
        A.ori == 1)
      ) {
        let Et = d;
        ((d = p), (p = Et));
      }
    }
    (P &&
      (u == null || u.cursor.event.type == ei) &&
      ((d <= 1 || d >= Q - 1) && (d = qn(d, Q)), (p <= 1 || p >= F - 1) && (p = qn(p, F))),
      T ? ((ss = d), (as = p), ([io, so] = q.move(o, d, p))) : ((ye = d), (Ee = p)));
  }
  let xl = { width: 0, height: 0, left: 0, top: 0 };
  function El() {
    mr(xl, !1);
  }
  let hs, ms, gs, _s;
  function vs(s, u, d, p, _, b, k) {
    ((un = !0),
      (je = Ge = Xe._x = Xe._y = !1),
      kl(s, u, d, p, _, b, k, !0, !1),
      s != null && (ot(ti, ii, ys, !1), Vo(fa, o, io, so, Q, F, null)));
    let { left: T, top: P, width: R, height: O } = be;
    ((hs = T), (ms = P), (gs = R), (_s = O));
  }
  function ys(s, u, d, p, _, b, k) {
    ((un = Xe._x = Xe._y = !1), kl(s, u, d, p, _, b, k, !1, !0));
    let { left: T, top: P, width: R, height: O } = be,
      $ = R > 0 || O > 0,
      Y = hs != T || ms != P || gs != R || _s != O;
    if (($ && Y && mr(be), Xe.setScale && $ && Y)) {
      let se = T,
        le = R,
        ee = P,
        j = O;
      if (
        (A.ori == 1 && ((se = P), (le = O), (ee = T), (j = R)),
        je && cn(D, Wt(se, D), Wt(se + le, D)),
        Ge)
      )
        for (let V in S) {
          let we = S[V];
          V != D && we.from == null && we.min != me && cn(V, Wt(ee + j, V), Wt(ee, V));
        }
      El();
    } else q.lock && ((q._lock = !q._lock), Rn(u, !0, s != null));
    s != null && (Kn(ti, ii), Vo(ti, o, ye, Ee, Q, F, null));
  }
  function of(s, u, d, p, _, b, k) {
    if (q._lock) return;
    An(s);
    let T = un;
    if (un) {
      let P = !0,
        R = !0,
        O = 10,
        $,
        Y;
      (A.ori == 0 ? (($ = je), (Y = Ge)) : (($ = Ge), (Y = je)),
        $ && Y && ((P = ye <= O || ye >= Q - O), (R = Ee <= O || Ee >= F - O)),
        $ && P && (ye = ye < io ? 0 : Q),
        Y && R && (Ee = Ee < so ? 0 : F),
        Rn(null, !0, !0),
        (un = !1));
    }
    ((ye = -10), (Ee = -10), de.fill(null), Rn(null, !0, !0), T && (un = T));
  }
  function bs(s, u, d, p, _, b, k) {
    q._lock || (An(s), sl(), El(), s != null && Vo(ha, o, ye, Ee, Q, F, null));
  }
  function ws() {
    (E.forEach(Mp), il(o.width, o.height, !0));
  }
  Bn(Vr, bo, ws);
  let co = {};
  ((co.mousedown = vs),
    (co.mousemove = ps),
    (co.mouseup = ys),
    (co.dblclick = bs),
    (co.setSeries = (s, u, d, p) => {
      let _ = Fe.match[2];
      ((d = _(o, u, d)), d != -1 && Bt(d, p, !0, !1));
    }),
    nt &&
      (ot(fa, x, vs),
      ot(ei, x, ps),
      ot(da, x, (s) => {
        (An(s), qo(!1));
      }),
      ot(pa, x, of),
      ot(ha, x, bs),
      hi.add(o),
      (o.syncRect = qo)));
  let gr = (o.hooks = e.hooks || {});
  function Ke(s, u, d) {
    vl
      ? Fo.push([s, u, d])
      : s in gr &&
        gr[s].forEach((p) => {
          p.call(null, o, u, d);
        });
  }
  (e.plugins || []).forEach((s) => {
    for (let u in s.hooks) gr[u] = (gr[u] || []).concat(s.hooks[u]);
  });
  let Ss = (s, u, d) => d,
    Fe = $e(
      {
        key: null,
        setSeries: !1,
        filters: { pub: Ea, sub: Ea },
        scales: [D, w[1] ? w[1].scale : null],
        match: [Ta, Ta, Ss],
        values: [null, null],
      },
      q.sync,
    );
  (Fe.match.length == 2 && Fe.match.push(Ss), (q.sync = Fe));
  let ks = Fe.key,
    Tl = Su(ks);
  function Vo(s, u, d, p, _, b, k) {
    Fe.filters.pub(s, u, d, p, _, b, k) && Tl.pub(s, u, d, p, _, b, k);
  }
  Tl.sub(o);
  function rf(s, u, d, p, _, b, k) {
    Fe.filters.sub(s, u, d, p, _, b, k) && co[s](null, u, d, p, _, b, k);
  }
  o.pub = rf;
  function lf() {
    (Tl.unsub(o),
      hi.delete(o),
      En.clear(),
      ui(Vr, bo, ws),
      h.remove(),
      ue?.remove(),
      Ke('destroy'));
  }
  o.destroy = lf;
  function Cl() {
    (Ke('init', e, t),
      Xi(t || e.data, !1),
      W[D] ? yl(D, W[D]) : sl(),
      (ur = be.show && (be.width > 0 || be.height > 0)),
      (Pn = kt = !0),
      il(e.width, e.height));
  }
  return (
    w.forEach(Qi),
    E.forEach($c),
    n ? (n instanceof HTMLElement ? (n.appendChild(h), Cl()) : n(o, Cl)) : Cl(),
    o
  );
}
Qe.assign = $e;
Qe.fmtNum = wi;
Qe.rangeNum = Ir;
Qe.rangeLog = Ur;
Qe.rangeAsinh = yi;
Qe.orient = Un;
Qe.pxRatio = ae;
Qe.join = yd;
((Qe.fmtDate = ki), (Qe.tzDate = Ad));
Qe.sync = Su;
{
  ((Qe.addGap = dp), (Qe.clipGaps = Gr));
  let e = (Qe.paths = { points: Mu });
  ((e.linear = Au), (e.stepped = mp), (e.bars = gp), (e.spline = vp));
}
function Ai(e) {
  let t = matchMedia(e),
    n = Oe(t.matches);
  return (t.addEventListener('change', ({ matches: o }) => (n.value = o)), n);
}
var Mo = Ai('(max-width: 63.99rem)');
function kn() {
  let e = Me(null),
    [t, n] = he({ width: 0, height: 0 });
  return (
    xr(() => {
      let o = e.current;
      if (o === null) return;
      let r = () => n({ width: o.clientWidth, height: o.clientHeight });
      r();
      let i = new ResizeObserver(r);
      return (i.observe(o), () => i.disconnect());
    }, []),
    { ref: e, ...t }
  );
}
function Nu(e, t) {
  let [n, o] = he(!1),
    r = Me({ value: e, about: t });
  return (
    (!n || r.current.about !== t || r.current.value === void 0) &&
      (r.current = { value: e, about: t }),
    {
      value: r.current.value,
      handlers: {
        onMouseEnter: () => o(!0),
        onMouseLeave: () => o(!1),
        onFocusCapture: () => o(!0),
        onBlurCapture: () => o(!1),
      },
    }
  );
}
function Li(e, t, n, o) {
  let i = { ArrowDown: t + 1, ArrowUp: t - 1, PageDown: t + o, PageUp: t - o, Home: 0, End: n - 1 }[
    e
  ];
  if (!(i === void 0 || n === 0)) return Math.min(n - 1, Math.max(0, i));
}
function Qr(e) {
  let t = [...e.currentTarget.querySelectorAll('a')],
    n = t.findIndex((i) => i === document.activeElement),
    o = e.key.replace('Right', 'Down').replace('Left', 'Up'),
    r = Li(o, n, t.length, 10);
  r !== void 0 && (e.preventDefault(), t[r]?.focus());
}
var Pp = {
  alert: 'M8 2.2 14.6 13.6H1.4zM8 6.4v3.4M8 11.6v.1',
  back: 'M9.8 3 4.8 8l5 5',
  check: 'M3 8.5 6.5 12 13 4.5',
  close: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  dark: 'M13.5 9.6A6 6 0 0 1 6.4 2.5 6 6 0 1 0 13.5 9.6z',
  filter: 'M2 4h12M4.5 8h7M6.5 12h3',
  light:
    'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6M8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1.1 1.1M11.9 11.9 13 13M13 3l-1.1 1.1M4.1 11.9 3 13',
  pause: 'M5.5 3v10M10.5 3v10',
  play: 'M4.5 2.8v10.4L13 8z',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M10.3 10.3 14 14',
  system: 'M2 3h12v8H2zM6 13.5h4',
  trash: 'M2.5 4.5h11M6 4.5v-2h4v2M4 4.5l.6 9h6.8l.6-9',
  up: 'M8 13V3.5M3.8 7.7 8 3.5l4.2 4.2',
};
function rn({ name: e }) {
  return l('svg', {
    class: 'icon',
    viewBox: '0 0 16 16',
    'aria-hidden': 'true',
    children: l('path', { d: Pp[e] }),
  });
}
function Pt({ icon: e, label: t, class: n = '', ...o }) {
  return l('button', {
    type: 'button',
    class: `icon-button ${n}`,
    'aria-label': t,
    title: t,
    ...o,
    children: l(rn, { name: e }),
  });
}
var Ou = 'converge-sandbox-theme',
  Ap = { system: 'light', light: 'dark', dark: 'system' },
  Po = Oe(Rp()),
  Lp = Ai('(prefers-color-scheme: dark)');
function Di() {
  return Po.value === 'system' ? Lp.value : Po.value === 'dark';
}
Xt(() => {
  document.documentElement.dataset.theme = Di() ? 'dark' : 'light';
});
function Fu() {
  let e = Ap[Po.value],
    t = `Theme: ${Po.value}. Switch to ${e}`;
  return l(Pt, { icon: Po.value, label: t, class: 'quiet', onClick: () => Dp(e) });
}
function Dp(e) {
  Po.value = e;
  try {
    localStorage.setItem(Ou, e);
  } catch {}
}
function Rp() {
  try {
    let e = localStorage.getItem(Ou);
    return e === 'light' || e === 'dark' ? e : 'system';
  } catch {
    return 'system';
  }
}
var $u = [
  {
    title: 'Events per second',
    hint: 'by outcome',
    kind: 'stack',
    least: 1,
    format: (e) => String(Number(e.toFixed(e < 10 ? 2 : 0))),
    series: go.toReversed().map((e) => ({
      label: tn[e],
      colour: e === 'accepted' ? 'accepted-bar' : e,
      value: (t, n) => t[e] / n,
    })),
  },
  {
    title: 'Latency',
    hint: 'from event time to ingestion, of accepted events',
    kind: 'lines',
    least: 100,
    format: vn,
    series: [
      { label: 'p95', colour: 'fault', value: ({ latencyMs: e }) => e?.p95 ?? null },
      { label: 'p50', colour: 'accepted', value: ({ latencyMs: e }) => e?.p50 ?? null },
    ],
  },
  {
    title: 'Retries and duplicates',
    hint: 'duplicates are retries of accepted events',
    kind: 'layers',
    least: 2,
    format: (e) => String(Number(e.toFixed(2))),
    series: [
      { label: 'retries', colour: 'fault', value: ({ retries: e }) => e },
      { label: 'duplicates', colour: 'duplicate', value: ({ duplicate: e }) => e },
    ],
  },
];
function Hu(e) {
  let t = [];
  return e
    .toReversed()
    .map((o) =>
      o.map(
        (r, i) => ((t[i] = (t[i] ?? 0) + (r ?? 0)), r === null || r === 0 ? null : (t[i] ?? null)),
      ),
    )
    .toReversed();
}
var qu = 168,
  Np = 56;
function Vu({ spec: e, delivery: t }) {
  let { title: n, hint: o, kind: r, series: i, format: a } = e,
    { ref: c, width: f } = kn(),
    h = Me(void 0),
    [m, g] = he(null),
    y = f > 0,
    v = Di(),
    { times: x, values: M } = mn(() => {
      let { buckets: w, bucketSeconds: E } = t;
      return {
        times: w.map(({ at: S }) => Date.parse(S) / 1e3),
        values: i.map(({ value: S }) => w.map((H) => S(H, E))),
      };
    }, [t]);
  (ve(() => {
    if (!(c.current === null || !y))
      return ((h.current = Op(c.current, e, g)), () => h.current?.destroy());
  }, [y, v]),
    ve(() => h.current?.setSize({ width: f, height: qu }), [f, v]),
    ve(() => {
      let w = r === 'stack' ? Hu(M) : M;
      h.current?.setData([x, ...w]);
    }, [x, M, y, v]));
  let C = m === null ? void 0 : x[m],
    L = i.map(({ label: w }, E) => {
      let S = M[E]?.filter((H) => H !== null) ?? [];
      return `${w} ${S.length === 0 ? 'none' : a(Math.max(...S))}`;
    });
  return l('figure', {
    class: 'card chart',
    children: [
      l('figcaption', {
        children: [
          l('h2', { children: n }),
          l('span', {
            class: 'muted',
            children: C === void 0 ? o : new Date(C * 1e3).toLocaleTimeString('en-GB'),
          }),
        ],
      }),
      l('div', {
        ref: c,
        class: 'chart-canvas',
        role: 'img',
        'aria-label': `${n}, highest: ${L.join(', ')}`,
      }),
      l('ul', {
        class: 'legend',
        role: 'list',
        children: i.map(({ label: w, colour: E }, S) => {
          let H = m === null ? void 0 : (M[S]?.[m] ?? null);
          return l(
            'li',
            {
              children: [
                l('span', { class: `swatch ${E}`, 'aria-hidden': 'true' }),
                w,
                l('span', {
                  class: 'legend-value',
                  children: H === void 0 ? '' : H === null ? '\u2013' : a(H),
                }),
              ],
            },
            w,
          );
        }),
      }),
    ],
  });
}
function Op(e, { series: t, kind: n, least: o, format: r }, i) {
  let a = {
      stroke: Ri(e, 'muted'),
      grid: { stroke: Ri(e, 'line'), width: 1 },
      ticks: { show: !1 },
      font: `12px ${getComputedStyle(e).fontFamily}`,
    },
    c = Qe.paths.bars?.({ size: [1, 24], align: 1 }),
    f = t.map(({ label: m, colour: g }) => {
      let y = Ri(e, g);
      return n === 'lines'
        ? { label: m, stroke: y, width: 2, spanGaps: !0 }
        : { label: m, fill: y, width: 0, points: { show: !1 }, paths: c };
    }),
    h = {
      width: e.clientWidth,
      height: qu,
      legend: { show: !1 },
      cursor: { y: !1, drag: { x: !1 }, points: { show: n === 'lines' } },
      padding: [8, 8, 0, 0],
      scales: { y: { range: (m, g, y) => [0, Math.max(y * 1.1, o)] } },
      axes: [
        { ...a, grid: { show: !1 }, size: 24, space: 72, values: (m, g) => g.map(Hp) },
        { ...a, size: Np, space: 36, values: (m, g) => g.map(r) },
      ],
      series: [{}, ...f],
      hooks: { setCursor: [({ cursor: m }) => i(m.idx ?? null)] },
    };
  return new Qe(h, [[]], e);
}
function Ri(e, t) {
  let n = document.createElement('span');
  ((n.style.color = `var(--${t})`), e.append(n));
  let { color: o } = getComputedStyle(n);
  return (n.remove(), o);
}
var Fp = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' }),
  $p = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' });
function Hp(e) {
  return (e % 60 === 0 ? $p : Fp).format(e * 1e3);
}
var qp = 4e3,
  Zr = Oe(''),
  Iu;
function xn(e) {
  (clearTimeout(Iu), (Zr.value = e), (Iu = setTimeout(() => (Zr.value = ''), qp)));
}
function Bu() {
  return l('div', {
    class: Zr.value === '' ? 'notice' : 'notice shown',
    role: 'status',
    children: Zr.value,
  });
}
function Wu(e) {
  return `${Vp(e)}, for ${Ip(e)}`;
}
function Vp(e) {
  switch (e.kind) {
    case 'status':
      return e.retryAfter === void 0
        ? `status ${e.status}`
        : `status ${e.status} with Retry-After ${e.retryAfter}`;
    case 'delay':
      return `an answer delayed by ${De(e.ms)} ms`;
    case 'hang':
      return 'no answer';
    case 'hang-in-answer':
      return 'half an answer';
    case 'reset':
      return 'a reset connection';
    case 'huge-answer':
      return 'an answer of 64 MiB';
  }
}
function Ip({ share: e = 1, times: t }) {
  let n = e < 1 ? `about ${_o(e)} of the requests` : 'every request';
  return t === void 0
    ? n
    : e === 1
      ? t === 1
        ? 'the next request'
        : `the next ${fe(t, 'request')}`
      : `${n}, until ${t === 1 ? '1 is' : `${De(t)} are`} affected`;
}
var or = Oe({ fault: null, affected: 0, simulated: [] });
async function Uu(e) {
  (await Gt('fault', { method: 'PUT', body: JSON.stringify(e) }), await Oi());
}
async function Ni() {
  (await Gt('fault', { method: 'DELETE' }), await Oi());
}
async function Oi() {
  or.value = await Dr({ path: 'fault' });
}
function zu() {
  let e = () => {
    Oi().catch(() => {});
  };
  (jl.add((t) => (or.value = t)),
    gn.add(e),
    en.add((t) => {
      t.some(({ outcome: n }) => n === 'fault') && e();
    }),
    e());
}
function ju() {
  let { fault: e, affected: t } = or.value;
  return e === null
    ? null
    : l('div', {
        class: 'fault-banner',
        role: 'status',
        children: [
          l(rn, { name: 'alert' }),
          l('p', {
            children: [
              l('b', { children: 'Simulating failures:' }),
              ' ',
              Wu(e),
              '.',
              ' ',
              l('span', { class: 'affected', children: [fe(t, 'request'), ' affected.'] }),
            ],
          }),
          l('button', {
            type: 'button',
            onClick: () => {
              Ni().catch((n) => xn(n.message));
            },
            children: 'Stop',
          }),
        ],
      });
}
var Bp = [
    { kind: 'status', label: 'A status', hint: 'instead of the usual answer' },
    { kind: 'delay', label: 'A delay', hint: 'before the usual answer' },
    { kind: 'hang', label: 'No answer', hint: 'the connection stays open' },
    { kind: 'hang-in-answer', label: 'Half an answer', hint: 'status 200, then nothing' },
    { kind: 'reset', label: 'A reset', hint: 'the connection breaks' },
    { kind: 'huge-answer', label: 'A huge answer', hint: 'status 200 and 64 MiB' },
  ],
  Wp = [429, 500, 503, 401, 400, 204],
  Fi = { kind: 'status', status: '503', retryAfter: '', ms: '2000', share: '100', times: '' };
function Gu() {
  let { fault: e } = or.value,
    [t, n] = he(Fi),
    [o, r] = he(),
    i = (f) => n({ ...t, ...f }),
    a = (f, h, m) =>
      l('label', {
        class: 'field',
        children: [
          h,
          l('input', {
            type: 'number',
            inputMode: 'numeric',
            step: 1,
            value: t[f],
            onInput: ({ currentTarget: g }) => i({ [f]: g.value }),
            ...m,
          }),
        ],
      });
  ve(() => {
    e !== null && n(Up(e));
  }, [JSON.stringify(e)]);
  let c = (f) =>
    f.then(
      () => r(void 0),
      (h) => r(h.message),
    );
  return l('section', {
    class: 'card fault-panel',
    'aria-labelledby': 'fault-title',
    children: [
      l('h2', { id: 'fault-title', children: 'Simulate failures' }),
      l('p', {
        class: 'muted',
        children:
          e === null
            ? 'Make the sandbox fail and watch the library retry without losing an event.'
            : 'Failures are on, see the bar above. Apply another choice to replace them.',
      }),
      l('form', {
        class: 'fault-form',
        onSubmit: (f) => {
          (f.preventDefault(), c(Uu(zp(t))));
        },
        children: [
          l('fieldset', {
            class: 'kinds',
            children: [
              l('legend', { children: 'What happens' }),
              Bp.map(({ kind: f, label: h, hint: m }) =>
                l(
                  'label',
                  {
                    children: [
                      l('input', {
                        type: 'radio',
                        name: 'kind',
                        checked: t.kind === f,
                        onChange: () => i({ kind: f }),
                      }),
                      l('span', { children: [h, ' ', l('span', { class: 'muted', children: m })] }),
                    ],
                  },
                  f,
                ),
              ),
            ],
          }),
          t.kind === 'status' &&
            l('div', {
              class: 'fields',
              children: [
                l('datalist', {
                  id: 'statuses',
                  children: Wp.map((f) => l('option', { value: f }, f)),
                }),
                a('status', 'Status', { min: 200, max: 599, required: !0, list: 'statuses' }),
                a('retryAfter', 'Retry-After (seconds)', { min: 0, placeholder: 'none' }),
              ],
            }),
          t.kind === 'delay' &&
            l('div', {
              class: 'fields',
              children: a('ms', 'Delay (milliseconds)', { min: 1, required: !0 }),
            }),
          l('div', {
            class: 'fields',
            children: [
              l('label', {
                class: 'field',
                children: [
                  l('span', { children: ['Failure rate: ', t.share, ' %'] }),
                  l('input', {
                    type: 'range',
                    min: 1,
                    max: 100,
                    value: t.share,
                    'aria-valuetext': `${t.share} percent`,
                    onInput: ({ currentTarget: f }) => i({ share: f.value }),
                  }),
                ],
              }),
              a('times', 'Stop after (requests)', { min: 1, placeholder: 'until stopped' }),
            ],
          }),
          l(Je, { message: o }),
          l('div', {
            class: 'actions',
            children: [
              l('button', { class: 'primary', children: 'Apply' }),
              e !== null &&
                l('button', {
                  type: 'button',
                  onClick: () => {
                    c(Ni());
                  },
                  children: 'Stop',
                }),
            ],
          }),
        ],
      }),
    ],
  });
}
function Up(e) {
  let { kind: t, share: n = 1, times: o = '' } = e,
    { status: r, retryAfter: i = '' } = t === 'status' ? e : Fi,
    { ms: a } = t === 'delay' ? e : Fi;
  return {
    kind: t,
    status: String(r),
    retryAfter: String(i),
    ms: String(a),
    share: String(Math.round(n * 100)),
    times: String(o),
  };
}
function zp({ kind: e, status: t, retryAfter: n, ms: o, share: r, times: i }) {
  let a = { share: Number(r) / 100, times: i === '' ? void 0 : Number(i) };
  if (e === 'delay') return { kind: e, ms: Number(o), ...a };
  if (e !== 'status') return { kind: e, ...a };
  let c = n === '' ? void 0 : Number(n);
  return { kind: e, status: Number(t), retryAfter: c, ...a };
}
var jp = [
    ['60', '1 min'],
    ['300', '5 min'],
    ['900', '15 min'],
    ['3600', '1 h'],
  ],
  Gp = 2e3;
function Ku() {
  let e = Pe.value.query.get('seconds') ?? '300',
    { data: t, error: n } = et({ path: 'delivery', query: { seconds: e } }, Gp);
  return l('div', {
    class: 'delivery',
    children: [
      l('section', {
        class: 'delivery-charts',
        'aria-label': 'Delivery over time',
        children: [
          l('div', {
            class: 'segments',
            role: 'group',
            'aria-label': 'Time range',
            children: jp.map(([o, r]) =>
              l(
                'button',
                {
                  type: 'button',
                  'aria-pressed': o === e,
                  onClick: () => st({ seconds: o === '300' ? void 0 : o }),
                  children: r,
                },
                o,
              ),
            ),
          }),
          l(Je, { message: n }),
          t !== void 0 &&
            l(J, {
              children: [
                l(Kp, { totals: t.totals }),
                $u.map((o) => l(Vu, { spec: o, delivery: t }, o.title)),
              ],
            }),
        ],
      }),
      l(Gu, {}),
    ],
  });
}
function Kp({ totals: e }) {
  let { latencyMs: t, retries: n } = e,
    o = [
      ...go.map((r) => [tn[r], De(e[r])]),
      ['retries', De(n)],
      ['latency p50', t === null ? '\u2013' : vn(t.p50)],
      ['latency p95', t === null ? '\u2013' : vn(t.p95)],
    ];
  return l('dl', {
    class: 'totals',
    children: o.map(([r, i]) =>
      l('div', { children: [l('dt', { children: r }), l('dd', { children: i })] }, r),
    ),
  });
}
async function $i(e, t) {
  try {
    (await navigator.clipboard.writeText(e), xn(`${t} copied`));
  } catch {
    xn(Yp(e) ? `${t} copied` : 'The browser does not allow copying: select the text and copy it');
  }
}
function Yp(e) {
  let t = document.createElement('textarea');
  ((t.value = e), (t.className = 'off-screen'), document.body.append(t), t.select());
  let n = document.execCommand('copy');
  return (t.remove(), n);
}
function rr({ label: e, text: t }) {
  return l('div', {
    class: 'code-block',
    children: [
      l('pre', { tabIndex: 0, role: 'group', 'aria-label': e, children: t }),
      l(Pt, {
        icon: 'copy',
        label: `Copy: ${e}`,
        class: 'quiet',
        onClick: () => {
          $i(t, e);
        },
      }),
    ],
  });
}
function Xr(e, t) {
  return [
    `curl ${Yu(e)}`,
    "-H 'Content-Type: application/json'",
    '-H "X-Webhook-Token: $CONVERGE_TOKEN"',
    `--data-raw ${Yu(t)}`,
  ].join(` \\
  `);
}
function Yu(e) {
  return `'${e.replaceAll("'", "'\\''")}'`;
}
function Ju(e) {
  return `import type { ConvergeEvent } from 'nestjs-converge';

export const ${Jp(e)}: ConvergeEvent = ${Qp(e)};
`;
}
function Jp(e) {
  let t = e?.event_name,
    n = (typeof t == 'string' && t.toLowerCase().match(/[a-z0-9]+/g)) || [],
    [o = '', ...r] = n.length === 1 ? [...n, 'event'] : n;
  return /^[a-z]/.test(o)
    ? o + r.map((i) => i.charAt(0).toUpperCase() + i.slice(1)).join('')
    : 'event';
}
function Qp(e) {
  return JSON.stringify(e, null, 2)
    .replaceAll(/"(?:[^"\\]|\\.)*"/g, (t) => `'${Zp(t.slice(1, -1))}'`)
    .replaceAll(/^( *)'([a-z_$][\w$]*)':/gim, (t, n, o) =>
      o === '__proto__' ? `${n}['__proto__']:` : `${n}${o}:`,
    )
    .replaceAll(
      /(?<=[^,{[])\n/g,
      `,
`,
    );
}
function Zp(e) {
  return e.replaceAll('\\"', '"').replaceAll("'", "\\'");
}
function Ao({ label: e, tabs: t, chosen: n, onChoose: o }) {
  let r = Ks(),
    i = t.findIndex(({ id: h }) => h === n),
    a = Math.max(0, i),
    c = t[a];
  return c === void 0
    ? null
    : l(J, {
        children: [
          l('div', {
            class: 'tabs',
            role: 'tablist',
            'aria-label': e,
            onKeyDown: (h) => {
              let g = { ArrowRight: a + 1, ArrowLeft: a - 1, Home: 0, End: -1 }[h.key],
                y = g === void 0 ? void 0 : t.at(g % t.length);
              y !== void 0 &&
                (h.preventDefault(), o(y.id), document.getElementById(`${r}-${y.id}`)?.focus());
            },
            children: t.map(({ id: h, label: m }) =>
              l(
                'button',
                {
                  type: 'button',
                  role: 'tab',
                  id: `${r}-${h}`,
                  'aria-controls': `${r}-panel`,
                  'aria-selected': h === c.id,
                  tabIndex: h === c.id ? 0 : -1,
                  onClick: () => o(h),
                  children: m,
                },
                h,
              ),
            ),
          }),
          l('div', {
            class: 'tab-panel',
            role: 'tabpanel',
            id: `${r}-panel`,
            'aria-labelledby': `${r}-${c.id}`,
            tabIndex: -1,
            children: c.content(),
          }),
        ],
      });
}
var Xp = {
  event_name: 'Placed Order',
  event_id: 'order-1001',
  properties: {
    id: 'order-1001',
    total_price: 59.9,
    currency: 'EUR',
    items: [
      { product_id: '11', name: 'Queso Cabrales', price: 21, quantity: 2, currency: 'EUR' },
      { product_id: '1', name: 'Chai', price: 17.9, quantity: 1, currency: 'EUR' },
    ],
    $email: 'ada@example.com',
  },
  profile_properties: { $email: 'ada@example.com' },
  aliases: ['urn:email:ada@example.com'],
};
function Qu() {
  let [e, t] = he('library'),
    n = `${location.origin}/api/webhooks`,
    o = `ConvergeModule.forRoot({
  token: process.env.CONVERGE_TOKEN,
  endpoint: '${n}',
});`,
    r = Xr(n, JSON.stringify(Xp, null, 2));
  return l(Ot, {
    title: 'Waiting for your first event',
    children: [
      l('p', {
        children: [
          'Send an event to ',
          l('code', { children: n }),
          ': it appears here at once, with its violations and warnings.',
        ],
      }),
      l(Ao, {
        label: 'Ways to send a first event',
        chosen: e,
        onChoose: t,
        tabs: [
          {
            id: 'library',
            label: 'Your shop',
            content: () => l(rr, { label: 'Module options', text: o }),
          },
          { id: 'curl', label: 'curl', content: () => l(rr, { label: 'curl command', text: r }) },
        ],
      }),
      l('p', {
        class: 'muted',
        children: [
          l('code', { children: '$CONVERGE_TOKEN' }),
          ' is the token of this sandbox. This page never shows it.',
        ],
      }),
    ],
  });
}
function Hi() {
  let e = Me(null);
  return { ref: e, open: () => e.current?.showModal(), close: () => e.current?.close() };
}
function Zu({ label: e, question: t, isDisabled: n, onDelete: o }) {
  let r = Hi(),
    i = () => {
      (r.close(), o());
    };
  return l(J, {
    children: [
      l(Pt, { icon: 'trash', label: e, disabled: n, onClick: r.open }),
      l('dialog', {
        ref: r.ref,
        class: 'dialog',
        'aria-label': e,
        children: [
          l('p', { children: t }),
          l('div', {
            class: 'actions',
            children: [
              l('button', { type: 'button', onClick: r.close, children: 'Cancel' }),
              l('button', { type: 'button', class: 'danger', onClick: i, children: 'Delete' }),
            ],
          }),
        ],
      }),
    ],
  });
}
var eh = 200;
function lr({ label: e, placeholder: t, value: n = '', onChange: o, isMain: r }) {
  let [i, a] = he(n),
    c = Me(n);
  return (
    ve(() => {
      (n !== c.current && a(n), (c.current = n));
    }, [n]),
    ve(() => {
      if (i === c.current) return;
      let f = setTimeout(() => {
        ((c.current = i), o(i));
      }, eh);
      return () => clearTimeout(f);
    }, [i]),
    l('label', {
      class: 'search-field',
      children: [
        l('span', { class: 'off-screen', children: e }),
        l(rn, { name: 'search' }),
        l('input', {
          type: 'search',
          placeholder: t,
          value: i,
          'data-main-search': r,
          autocomplete: 'off',
          spellcheck: !1,
          'aria-keyshortcuts': r ? '/' : void 0,
          onInput: ({ currentTarget: f }) => a(f.value),
          onKeyDown: (f) => {
            f.key !== 'Escape' || i === '' || (f.stopPropagation(), a(''));
          },
        }),
        r && l('kbd', { 'aria-hidden': 'true', children: '/' }),
      ],
    })
  );
}
var ir = ['event', 'alias', 'outcome', 'text'],
  Lo = 500,
  th = 5e3,
  el = class {
    constructor(t, n) {
      this.filter = t;
      this.load = n;
    }
    filter;
    load;
    version = Oe(0);
    error = Oe(void 0);
    shift = 0;
    isLoaded = !1;
    total = 0;
    head = [];
    newest = 0;
    lengthBelow = 0;
    pages = new Map();
    isCatchingUp = !1;
    isBehind = !1;
    isClosed = !1;
    get length() {
      return this.head.length + this.lengthBelow;
    }
    at(t) {
      let n = t - this.head.length;
      if (n < 0) return this.head[t];
      if (n >= this.lengthBelow) return;
      let o = Math.floor(n / Lo);
      return (this.pages.has(o) || this.loadPage(o), this.pages.get(o)?.[n % Lo]);
    }
    async start() {
      await this.attempt(async () => {
        let { matched: t, requests: n, total: o } = await this.load({ ...this.filter, limit: Lo });
        (this.isLoaded && (this.shift += Math.max(0, t - this.length)),
          (this.head = []),
          (this.newest = n[0]?.number ?? 0),
          (this.lengthBelow = t),
          (this.pages = new Map([[0, n]])),
          (this.total = o),
          (this.isLoaded = !0));
      });
    }
    async catchUp() {
      if (((this.isBehind = this.isCatchingUp), this.isCatchingUp || !this.isLoaded)) return;
      this.isCatchingUp = !0;
      let { pages: t } = this;
      (await this.attempt(async () => {
        let { requests: n, next: o, total: r } = await this.loadNew();
        if (t === this.pages) {
          if (o !== null || this.head.length > th) return this.start();
          ((this.head = [...n, ...this.head]), (this.shift += n.length), (this.total = r));
        }
      }),
        (this.isCatchingUp = !1),
        this.isBehind && (await this.catchUp()));
    }
    async countNew() {
      let { requests: t, next: n } = await this.loadNew();
      return { count: t.length, isMore: n !== null };
    }
    close() {
      this.isClosed = !0;
    }
    loadNew() {
      let t = this.head[0]?.number ?? this.newest;
      return this.load({ ...this.filter, after: t, limit: Lo });
    }
    async loadPage(t) {
      let { pages: n } = this;
      (n.set(t, []),
        await this.attempt(async () => {
          let [o, r] = [this.newest + 1, t * Lo],
            i = await this.load({ ...this.filter, before: o, skip: r, limit: Lo });
          n === this.pages &&
            (n.set(t, i.requests), i.next === null && (this.lengthBelow = r + i.requests.length));
        }));
    }
    async attempt(t) {
      let n;
      try {
        await t();
      } catch (o) {
        n = o.message;
      }
      this.isClosed || ((this.error.value = n), this.version.value++);
    }
  };
function ec({ filter: e, live: t }) {
  let [n, o] = he(!1),
    { data: r } = et({ path: 'about' }),
    i = new Set([...(r?.eventNames ?? []), ...(e.event ? [e.event] : [])]),
    a = ir.some((m) => e[m] !== void 0),
    { length: c, total: f, isLoaded: h } = t.list;
  return l('div', {
    class: `filter-bar ${n ? 'open' : ''}`,
    role: 'search',
    'aria-label': 'Filter the log',
    children: [
      l(lr, {
        label: 'Text in the request',
        placeholder: 'Find text',
        value: e.text,
        isMain: !0,
        onChange: (m) => st({ text: m }),
      }),
      l(Pt, {
        icon: 'filter',
        label: 'More filters',
        class: 'filter-toggle',
        'aria-expanded': n,
        onClick: () => o(!n),
      }),
      l('div', {
        class: 'filter-fields',
        children: [
          l(lr, {
            label: 'Alias',
            placeholder: 'Alias',
            value: e.alias,
            onChange: (m) => st({ alias: m }),
          }),
          l(Xu, {
            label: 'Event',
            all: 'All events',
            value: e.event,
            options: [...i].sort().map((m) => [m, m]),
            onChange: (m) => st({ event: m }),
          }),
          l(Xu, {
            label: 'Outcome',
            all: 'All outcomes',
            value: e.outcome,
            options: go.map((m) => [m, tn[m]]),
            onChange: (m) => st({ outcome: m }),
          }),
        ],
      }),
      l('div', {
        class: 'filter-end',
        children: [
          l('p', {
            class: 'filter-count muted',
            role: 'status',
            children: [
              l('span', { children: h && (a ? `${De(c)} of ${De(f)}` : fe(c, 'request')) }),
              a &&
                l('button', {
                  type: 'button',
                  class: 'link',
                  onClick: qi,
                  children: 'Clear filter',
                }),
            ],
          }),
          l(nh, { live: t }),
          l(Zu, {
            label: 'Delete all requests',
            question: 'Delete all requests, events and profiles?',
            isDisabled: f === 0,
            onDelete: () => {
              oh();
            },
          }),
        ],
      }),
    ],
  });
}
function qi() {
  st(Object.fromEntries(ir.map((e) => [e, void 0])));
}
function Xu({ label: e, all: t, value: n = '', options: o, onChange: r }) {
  return l('select', {
    'aria-label': e,
    value: n,
    onChange: ({ currentTarget: i }) => r(i.value),
    children: [
      l('option', { value: '', children: t }),
      o.map(([i, a]) => l('option', { value: i, children: a }, i)),
    ],
  });
}
function nh({ live: { isPaused: e, waiting: t, pause: n, resume: o } }) {
  return l('button', {
    type: 'button',
    class: e ? 'primary' : '',
    onClick: e ? o : n,
    children: [
      l(rn, { name: e ? 'play' : 'pause' }),
      l('span', { children: e ? 'Resume' : 'Pause' }),
      e && l('span', { class: 'tally', children: [t, ' new'] }),
    ],
  });
}
async function oh() {
  try {
    (await Gt('requests', { method: 'DELETE' }), xn('All requests deleted'));
  } catch (e) {
    xn(e.message);
  }
}
function tl({ violations: e, warnings: t }) {
  return l(J, {
    children: [l(tc, { findings: e, kind: 'violation' }), l(tc, { findings: t, kind: 'warning' })],
  });
}
function tc({ findings: e, kind: t }) {
  return e.length === 0
    ? null
    : l('section', {
        class: 'detail-section',
        children: [
          l('h3', { children: fe(e.length, t) }),
          l('ul', {
            class: `findings ${t}`,
            role: 'list',
            children: e.map((n) =>
              l('li', { children: l(Vi, { finding: n }) }, `${n.path} ${n.rule}`),
            ),
          }),
        ],
      });
}
function Vi({ finding: { path: e, advice: t, received: n } }) {
  return l(J, {
    children: [
      l('code', { class: 'path', children: e }),
      l('p', {
        children: [Rr(t), ' ', l('span', { class: 'muted', children: ['Received ', n, '.'] })],
      }),
    ],
  });
}
function ol({ violations: e, warnings: t }) {
  return [
    ...e.map((n) => ({ ...n, kind: 'violation' })),
    ...t.map((n) => ({ ...n, kind: 'warning' })),
  ];
}
function Ii(e) {
  return typeof e == 'object' && e !== null;
}
function Bi(e, t, n) {
  return Array.isArray(e) ? `${t}[${n}]` : t === '' ? n : `${t}.${n}`;
}
function nl(e, t) {
  return t === ''
    ? e
    : e.filter((n) => n.path === t || n.path.startsWith(`${t}.`) || n.path.startsWith(`${t}[`));
}
function nc(e, t, n) {
  let o = Object.keys(e).map((r) => Bi(e, t, r));
  return nl(n, t).filter((r) => r.path !== t && !o.some((i) => nl([r], i).length > 0));
}
function ln({ value: e, path: t, marks: n }) {
  let o = n.filter((a) => a.path === t);
  if (!Ii(e)) return l(oc, { value: e, marks: o });
  let r = Object.entries(e),
    i = nc(e, t, n);
  return r.length + i.length === 0
    ? l('div', {
        children: [
          l('span', { class: 'muted', children: Array.isArray(e) ? 'empty list' : 'no fields' }),
          l(Wi, { marks: o }),
        ],
      })
    : l(J, {
        children: [
          l(Wi, { marks: o }),
          l('ul', {
            class: 'json',
            role: 'list',
            children: [
              r.map(([a, c]) => l(rh, { name: a, value: c, path: Bi(e, t, a), marks: n }, a)),
              i.map((a) =>
                l(
                  'li',
                  {
                    children: [
                      l('span', {
                        class: 'json-key',
                        children: a.path.slice(t.length).replace(/^\./, ''),
                      }),
                      l(oc, { value: void 0, marks: [a] }),
                    ],
                  },
                  `${a.path} ${a.rule}`,
                ),
              ),
            ],
          }),
        ],
      });
}
function rh({ name: e, value: t, path: n, marks: o }) {
  if (!Ii(t) || Object.keys(t).length === 0)
    return l('li', {
      children: [
        l('span', { class: 'json-key', children: e }),
        l(ln, { value: t, path: n, marks: o }),
      ],
    });
  let r = nl(o, n).length;
  return l('li', {
    class: 'json-branch',
    children: l('details', {
      open: !0,
      children: [
        l('summary', {
          children: [
            l('span', { class: 'json-key', children: e }),
            l('span', { class: 'muted', children: lh(t) }),
            r > 0 && l('span', { class: 'count', children: r }),
          ],
        }),
        l(ln, { value: t, path: n, marks: o }),
      ],
    }),
  });
}
function lh(e) {
  return fe(Object.keys(e).length, Array.isArray(e) ? 'item' : 'field');
}
function oc({ value: e, marks: t }) {
  let n = e == null ? 'nothing' : typeof e;
  return l('div', {
    class: 'json-leaf',
    children: [
      l('span', { class: `json-${n}`, children: e === void 0 ? 'missing' : JSON.stringify(e) }),
      l(Wi, { marks: t }),
    ],
  });
}
function Wi({ marks: e }) {
  return e.map(({ kind: t, rule: n, advice: o }) =>
    l('p', { class: `json-note ${t}`, children: Rr(o) }, n),
  );
}
var ih = ['event_name', 'event_id', 'timestamp', 'aliases'],
  rc = ['properties', 'profile_properties'];
function lc({ detail: e }) {
  let { event: t, violations: n, warnings: o, aliases: r } = e,
    i = ol(e),
    a = new Map(Array.isArray(t) ? [] : Object.entries(Object(t))),
    c = [...a].filter(([f]) => ![...ih, ...rc].includes(f));
  return l(J, {
    children: [
      l(tl, { violations: n, warnings: o }),
      l(sh, { detail: e }),
      rc.map((f) =>
        l(
          Do,
          {
            title: l('code', { children: f }),
            children: a.has(f)
              ? l(ln, { value: a.get(f), path: f, marks: i })
              : l('p', { class: 'muted', children: 'missing' }),
          },
          f,
        ),
      ),
      l(Do, { title: l('code', { children: 'aliases' }), children: l(uh, { aliases: r }) }),
      c.length > 0 &&
        l(Do, {
          title: 'Undocumented keys',
          children: l(ln, { value: Object.fromEntries(c), path: '', marks: i }),
        }),
    ],
  });
}
function sh({ detail: { eventId: e, eventTime: t, receivedAt: n, attempt: o } }) {
  return l('dl', {
    class: 'facts',
    children: [
      l('dt', { children: 'Event id' }),
      l('dd', {
        children:
          e === null
            ? l('span', { class: 'muted', children: 'missing' })
            : l('code', { children: e }),
      }),
      l('dt', { children: 'Event time' }),
      l('dd', {
        children:
          t === null
            ? l('span', { class: 'muted', children: 'not given: the time of arrival counts' })
            : l(dt, { at: t }),
      }),
      l('dt', { children: 'Ingested' }),
      l('dd', {
        children: [
          l(dt, { at: n }),
          t !== null && l('span', { class: 'muted', children: [' ', ah(t, n)] }),
        ],
      }),
      l('dt', { children: 'Attempt' }),
      l('dd', { children: o }),
    ],
  });
}
function ah(e, t) {
  let n = Date.parse(t) - Date.parse(e);
  return n < 0 ? `${vn(-n)} before the event` : `${vn(n)} after the event`;
}
function uh({ aliases: e }) {
  return e.length === 0
    ? l('p', { class: 'muted', children: 'none' })
    : l('ul', {
        class: 'aliases',
        role: 'list',
        children: e.map((t, n) =>
          l(
            'li',
            {
              children: l('a', {
                href: Ie('profiles', void 0, { text: t }),
                children: l('code', { children: t === '' ? '(empty)' : t }),
              }),
            },
            `${n} ${t}`,
          ),
        ),
      });
}
function ic({ detail: { headers: e, body: t, simulated: n } }) {
  return l(J, {
    children: [
      l(Do, {
        title: 'Headers',
        children: [
          l('dl', {
            class: 'facts headers',
            children: Object.entries(e).map(([o, r]) =>
              l(J, {
                children: [
                  l('dt', { children: l('code', { children: o }) }),
                  l('dd', { children: l('code', { children: r }) }),
                ],
              }),
            ),
          }),
          l('p', { class: 'muted', children: 'The token is never stored.' }),
        ],
      }),
      l(Do, {
        title: 'Body',
        children:
          t === ''
            ? l('p', { class: 'muted', children: 'Empty, or larger than the sandbox accepts.' })
            : l(rr, { label: 'Body', text: t }),
      }),
      n.length > 0 &&
        l(Do, {
          title: 'Simulated here',
          children: l('ul', {
            class: 'notes',
            children: n.map((o) => l('li', { children: o }, o)),
          }),
        }),
    ],
  });
}
function Do({ title: e, children: t }) {
  return l('section', { class: 'detail-section', children: [l('h3', { children: e }), t] });
}
function sc({ detail: { number: e, eventId: t, otherAttempts: n } }) {
  return n.length === 0
    ? l('p', {
        class: 'muted detail-section',
        children:
          t === null
            ? 'Without an event id, other attempts cannot be found.'
            : 'No other request has this event id.',
      })
    : l(J, {
        children: [
          l('p', {
            class: 'muted detail-section',
            children: 'Converge keeps the first event with an id; later differences are lost.',
          }),
          n.map((o) => l(ch, { attempt: o, number: e }, o.number)),
        ],
      });
}
function ch({ attempt: e, number: t }) {
  let { differences: n, isSameText: o, outcome: r, receivedAt: i } = e;
  return l('section', {
    class: 'detail-section copy',
    children: [
      l('h3', {
        children: [
          l('a', { href: Ie('logs', e.number), children: ['#', e.number] }),
          l(yn, { outcome: r }),
          l(dt, { at: i }),
        ],
      }),
      n.length === 0
        ? l('p', {
            class: 'muted',
            children: o
              ? 'The same body, byte for byte.'
              : 'The same content, written differently.',
          })
        : l('table', {
            class: 'table differences',
            children: [
              l(bn, { columns: ['Field', `#${t}`, `#${e.number}`] }),
              l('tbody', { children: n.map((a) => l(fh, { difference: a }, a.path)) }),
            ],
          }),
    ],
  });
}
function fh({ difference: { path: e, here: t, there: n } }) {
  return l('tr', {
    children: [
      l('th', { scope: 'row', children: l('code', { children: e }) }),
      [t, n].map((o, r) =>
        l(
          'td',
          {
            children:
              o === void 0
                ? l('span', { class: 'muted', children: 'missing' })
                : l('code', { children: JSON.stringify(o) }),
          },
          r,
        ),
      ),
    ],
  });
}
function ac({ number: e, onClose: t }) {
  let { data: n, error: o } = et({ path: 'requests/*', id: e }),
    r = Me(null),
    i = Me(void 0);
  i.current = n ?? i.current;
  let a = n ?? (o === void 0 ? i.current : void 0);
  return (
    ve(() => {
      Mo.value && r.current?.focus();
    }, []),
    ve(() => r.current?.scrollTo(0, 0), [e]),
    l('aside', {
      ref: r,
      class: 'detail',
      'aria-label': `Request ${e}`,
      tabIndex: -1,
      children:
        a === void 0
          ? l('div', {
              class: 'detail-missing',
              children: [
                l('button', { type: 'button', onClick: t, children: 'Close' }),
                l(Je, { message: o }),
              ],
            })
          : l(J, {
              children: [
                l(dh, { detail: a, onClose: t }),
                l(Ao, {
                  label: 'Parts of the request',
                  chosen: Pe.value.query.get('show') ?? 'event',
                  onChoose: (c) => st({ show: c === 'event' ? void 0 : c }),
                  tabs: [
                    { id: 'event', label: 'Event', content: () => l(lc, { detail: a }) },
                    { id: 'request', label: 'Request', content: () => l(ic, { detail: a }) },
                    {
                      id: 'attempts',
                      label: `Other attempts (${a.otherAttempts.length})`,
                      content: () => l(sc, { detail: a }),
                    },
                  ],
                }),
              ],
            }),
    })
  );
}
function dh({ detail: e, onClose: t }) {
  let { number: n, eventName: o, outcome: r, status: i, reason: a, body: c, event: f } = e,
    h = [['curl', 'curl command', Xr(`${location.origin}/api/webhooks`, c)]];
  return (
    f !== null &&
      h.push(
        ['TypeScript', 'TypeScript fixture', Ju(f)],
        [
          'JSON',
          'JSON fixture',
          `${JSON.stringify(f, null, 2)}
`,
        ],
      ),
    l('header', {
      class: 'detail-head',
      children: [
        l('div', {
          class: 'detail-title',
          children: [
            l(Pt, { icon: 'close', label: 'Close', class: 'quiet', onClick: t }),
            l('h2', { children: o ?? 'No event name' }),
            l('span', { class: 'muted number', children: ['#', n] }),
          ],
        }),
        l('p', {
          class: 'detail-outcome',
          children: [l(yn, { outcome: r, status: i }), a !== null && l('span', { children: a })],
        }),
        l('div', {
          class: 'copy-as',
          role: 'group',
          'aria-label': 'Copy as',
          children: [
            l('span', { class: 'muted', 'aria-hidden': 'true', children: 'Copy as' }),
            h.map(([m, g, y]) =>
              l(
                'button',
                {
                  type: 'button',
                  'aria-label': `Copy as ${g}`,
                  onClick: () => {
                    $i(y, g);
                  },
                  children: m,
                },
                m,
              ),
            ),
          ],
        }),
      ],
    })
  );
}
var uc = 8;
function cc(e) {
  let { count: t, rowHeight: n, headerHeight: o, shift: r, onOpen: i } = e,
    { ref: a, height: c } = kn(),
    [f, h] = he(0),
    [m, g] = he(),
    y = Me(r);
  xr(() => {
    let E = r - y.current;
    y.current = r;
    let S = a.current;
    E === 0 ||
      S === null ||
      (g((H) => (H === void 0 ? void 0 : H + E)),
      S.scrollTop !== 0 && ((S.scrollTop += E * n), h(S.scrollTop)));
  }, [r]);
  let v = (E) => {
      g(E);
      let S = a.current;
      if (S === null) return;
      let H = c - o - n,
        D = E * n;
      ((S.scrollTop = Math.min(D, Math.max(S.scrollTop, D - H))), e.opensWhileMoving && i(E));
    },
    x = (E) => {
      if (E.key === 'Enter' && m !== void 0) return i(m);
      let S = Math.max(1, Math.floor((c - o) / n) - 1),
        H = Li(E.key, m ?? -1, t, S);
      H !== void 0 && (E.preventDefault(), v(H));
    },
    M = Math.max(0, Math.floor(f / n) - uc),
    C = Math.min(t, Math.ceil((f + c) / n) + uc),
    L = m !== void 0 && m >= M && m < C,
    w = [];
  for (let E = M; E < C; E++) {
    let { key: S, className: H, isSelected: D, content: G } = e.row(E);
    w.push(
      l(
        'div',
        {
          id: `row-${E}`,
          role: 'row',
          'aria-rowindex': E + 2,
          'aria-selected': D,
          class: `grid-row ${H} ${E === m ? 'active' : ''}`,
          style: { transform: `translateY(${E * n}px)`, height: `${n}px` },
          onClick: (I) => {
            I.ctrlKey || I.metaKey || I.shiftKey || (I.preventDefault(), g(E), i(E));
          },
          children: G,
        },
        S,
      ),
    );
  }
  return l('div', {
    ref: a,
    class: `grid ${e.className}`,
    role: 'grid',
    'aria-label': e.label,
    'aria-rowcount': t + 1,
    'aria-activedescendant': L ? `row-${m}` : void 0,
    tabIndex: 0,
    onKeyDown: x,
    onScroll: (E) => h(E.currentTarget.scrollTop),
    children: [
      l('div', {
        class: 'grid-head',
        role: 'row',
        'aria-rowindex': 1,
        style: { height: `${o}px` },
        children: e.header,
      }),
      l('div', {
        class: 'grid-body',
        role: 'rowgroup',
        style: { height: `${t * n}px` },
        children: w,
      }),
    ],
  });
}
var ph = 640,
  hh = { height: 40, headerHeight: 32 },
  mh = { height: 64, headerHeight: 0 },
  gh = ['Event', 'Alias', 'Event time', 'Ingested', 'Attempt', 'Outcome'];
function fc({ live: { list: e }, open: t }) {
  let { ref: n, width: o } = kn(),
    r = o > 0 && o < ph,
    { height: i, headerHeight: a } = r ? mh : hh;
  return l('div', {
    class: 'log-frame',
    ref: n,
    children:
      e.isLoaded && e.length === 0
        ? l(Or, { text: 'No request matches the filter.', button: 'Clear filter', onClick: qi })
        : l(cc, {
            label: 'Requests, newest first',
            className: `log-grid ${r ? 'stacked' : ''}`,
            header: gh.map((c) => l('span', { role: 'columnheader', children: c }, c)),
            headerHeight: a,
            count: e.length,
            rowHeight: i,
            shift: e.shift,
            opensWhileMoving: t !== void 0,
            onOpen: (c) => {
              let f = e.at(c);
              f !== void 0 && _n(f.number);
            },
            row: (c) => {
              let f = e.at(c);
              return f === void 0
                ? { key: `at ${c}`, className: 'loading', isSelected: !1, content: null }
                : {
                    key: f.number,
                    className: f.outcome,
                    isSelected: f.number === t,
                    content: l(_h, { request: f, isStacked: r }),
                  };
            },
          }),
  });
}
function _h({ request: e, isStacked: t }) {
  let {
      number: n,
      eventName: o,
      aliases: r,
      eventTime: i,
      receivedAt: a,
      attempt: c,
      outcome: f,
      warnings: h,
    } = e,
    [m, ...g] = r;
  return l(J, {
    children: [
      l('span', {
        role: 'gridcell',
        class: 'cell-event',
        children: [
          l('a', {
            tabIndex: -1,
            href: Ie('logs', n, Object.fromEntries(Pe.value.query)),
            children: o ?? l('span', { class: 'muted', children: 'no event name' }),
          }),
          h > 0 &&
            l('span', {
              class: 'count',
              title: fe(h, 'warning'),
              children: [
                h,
                l('span', {
                  class: 'off-screen',
                  children: [' ', h === 1 ? 'warning' : 'warnings'],
                }),
              ],
            }),
        ],
      }),
      l('span', {
        role: 'gridcell',
        class: 'cell-alias',
        children: [
          l('span', {
            class: 'clip',
            title: r.join(`
`),
            children: [
              m ?? 'none',
              g.map((y) => l('span', { class: 'other-alias', children: y }, y)),
            ],
          }),
          g.length > 0 && l('span', { class: 'more', children: ['+', g.length] }),
        ],
      }),
      l('span', {
        role: 'gridcell',
        class: 'cell-time',
        children:
          i === null ? l('span', { class: 'muted', children: 'not given' }) : l(dt, { at: i }),
      }),
      l('span', { role: 'gridcell', class: 'cell-ingested', children: l(dt, { at: a }) }),
      l('span', {
        role: 'gridcell',
        class: c > 1 ? 'cell-attempt again' : 'cell-attempt',
        children: t && c > 1 ? `attempt ${c}` : c,
      }),
      l('span', { role: 'gridcell', class: 'cell-outcome', children: l(yn, { outcome: f }) }),
    ],
  });
}
function dc({ event: e, alias: t, outcome: n, text: o }) {
  let [r, i] = he(!1),
    [a, c] = he('0'),
    f = mn(
      () =>
        new el({ event: e, alias: t, outcome: n, text: o }, (h) =>
          Dr({ path: 'requests', query: { ...h } }),
        ),
      [e, t, n, o],
    );
  return (
    ve(() => {
      f.start();
      let h = gn.add(() => {
        (c('0'), f.start());
      });
      return () => {
        (f.close(), h());
      };
    }, [f]),
    ve(() => {
      if (!r)
        return en.add(() => {
          f.catchUp();
        });
      let h = !1;
      return en.add(() => {
        h ||
          ((h = !0),
          f
            .countNew()
            .then(({ count: m, isMore: g }) => c(g ? `${m}+` : String(m)))
            .catch(() => {})
            .finally(() => (h = !1)));
      });
    }, [f, r]),
    f.version.value,
    {
      list: f,
      isPaused: r,
      waiting: a,
      pause: () => i(!0),
      resume: () => {
        (i(!1), c('0'), f.catchUp());
      },
    }
  );
}
function pc() {
  let { id: e, query: t } = Pe.value,
    n = Object.fromEntries(ir.map((m) => [m, t.get(m) ?? void 0])),
    o = dc(n),
    { list: r } = o,
    i = Number(e) || void 0,
    a = i !== void 0 && Mo.value,
    c = r.isLoaded && r.total === 0,
    f = Me(null),
    h = Me(i);
  return (
    ve(() => {
      (h.current !== void 0 && i === void 0 && f.current?.querySelector('[role=grid]')?.focus(),
        (h.current = i));
    }, [i]),
    l('div', {
      class: 'logs',
      children: [
        l('section', {
          ref: f,
          class: 'logs-list',
          'aria-label': 'Requests',
          inert: a,
          children: [
            l(ec, { filter: n, live: o }),
            l(Je, { message: r.error.value }),
            c ? l(Qu, {}) : l(fc, { live: o, open: i }),
          ],
        }),
        i !== void 0 && l(ac, { number: i, onClose: () => _n(void 0) }),
      ],
    })
  );
}
function hc(e, t) {
  let n = vh(e.map(({ alias: g }) => g).sort(), t),
    o = mc([...n.keys()], n);
  if (o.length <= 6) return yh(o);
  let r = (g) => n.get(g)?.size ?? 0,
    i = e.find((g) => g.suspicious)?.alias,
    [a = ''] = [...n.keys()].sort((g, y) => r(y) - r(g)),
    c = bh(i ?? a, o, n),
    f = _c(c),
    h = new Map();
  return (m(c, -Math.PI / 2, 2 * Math.PI), h);
  function m(g, y, v) {
    h.set(g.name, gc(y + v / 2, g.depth / f));
    let x = y;
    for (let M of g.children) {
      let C = (v * Ui(M)) / Ui(g);
      (m(M, x, C), (x += C));
    }
  }
}
function vh(e, t) {
  let n = new Map(e.map((o) => [o, new Set()]));
  for (let { from: o, to: r } of t)
    o === r || !n.has(o) || !n.has(r) || (n.get(o)?.add(r), n.get(r)?.add(o));
  return n;
}
function mc(e, t) {
  let n = new Set([...e].sort()),
    o = [],
    r = (i) => {
      if (n.delete(i)) {
        o.push(i);
        for (let a of [...(t.get(i) ?? [])].sort()) r(a);
      }
    };
  for (let i of n) r(i);
  return o;
}
function yh(e) {
  let t = (2 * Math.PI) / e.length,
    n = -Math.PI / 2 - (e.length % 2 === 0 ? t / 2 : 0);
  return new Map(e.map((o, r) => [o, gc(n + t * r, 1)]));
}
function bh(e, t, n) {
  let o = { name: e, depth: 0, children: [] },
    r = new Set(t.filter((c) => c !== e)),
    i = [o];
  for (let c of i) (a(c, [...(n.get(c.name) ?? [])]), i.push(...c.children));
  return (a(o, [...r]), o);
  function a(c, f) {
    let h = new Map(n);
    h.delete(c.name);
    for (let m of mc(f, h))
      r.delete(m) && c.children.push({ name: m, depth: c.depth + 1, children: [] });
  }
}
function gc(e, t) {
  return { x: Math.cos(e) * t, y: Math.sin(e) * t };
}
function _c({ depth: e, children: t }) {
  return Math.max(e, ...t.map(_c));
}
function Ui({ children: e }) {
  return e.length === 0 ? 1 : e.reduce((t, n) => t + Ui(n), 0);
}
var wh = 60,
  zi = 12,
  Sh = 260,
  rl = { top: 14, bottom: 32 };
function vc({ aliases: e, links: t }) {
  let { ref: n, width: o } = kn();
  if (e.length < 2) return null;
  let r = e.slice(0, wh),
    i = ({ suspicious: g }) => r.length <= zi || g,
    a = r.length > zi ? 24 : Math.min(110, o / 4),
    c = [...r.filter((g) => !i(g)), ...r.filter((g) => i(g))],
    f = xh(r.length),
    h = hc(r, t),
    m = ({ x: g, y }) => ({
      x: o / 2 + g * Math.min(Sh, o / 2 - a),
      y: (f + rl.top - rl.bottom + y * (f - rl.top - rl.bottom)) / 2,
    });
  return l('div', {
    class: 'graph',
    ref: n,
    children:
      o > 0 &&
      l('svg', {
        width: o,
        height: f,
        role: 'img',
        'aria-label': Eh(e),
        children: [
          t.map(({ from: g, to: y, events: v }) => {
            let [x, M] = [h.get(g), h.get(y)];
            if (x === void 0 || M === void 0) return null;
            let [C, L] = [m(x), m(M)];
            return l(
              'line',
              {
                x1: C.x,
                y1: C.y,
                x2: L.x,
                y2: L.y,
                'stroke-width': Math.min(4, 1 + Math.log2(v) / 2),
              },
              `${g} ${y}`,
            );
          }),
          c.map((g) =>
            l(kh, { alias: g, isNamed: i(g), ...m(h.get(g.alias) ?? { x: 0, y: 0 }) }, g.alias),
          ),
        ],
      }),
  });
}
function kh({ alias: e, isNamed: t, x: n, y: o }) {
  let r = e.alias.replace(/^urn:/, '');
  return l('g', {
    class: e.suspicious ? 'suspicious' : '',
    children: [
      l('title', { children: `${e.alias}: ${fe(e.events, 'event')}` }),
      l('circle', { cx: n, cy: o, r: t ? 7 : 4 }),
      t && l('text', { x: n, y: o + 22, children: r.length > 26 ? `${r.slice(0, 25)}\u2026` : r }),
    ],
  });
}
function xh(e) {
  return e === 2 ? 64 : e <= 6 ? 190 : e > zi ? 340 : 260;
}
function Eh(e) {
  return `${fe(e.length, 'alias', 'aliases')}, joined by events that name several of them; the table below lists them`;
}
var Th = 500;
function yc({ open: e, text: t, loaded: { data: n, from: o, error: r }, onMore: i }) {
  let a = Nu(n?.profiles, o),
    c = a.value ?? [];
  return l(J, {
    children: [
      l('div', {
        class: 'profiles-search',
        children: [
          l(lr, {
            label: 'Alias',
            placeholder: 'Find an alias',
            value: t,
            isMain: !0,
            onChange: (f) => st({ text: f }),
          }),
          l('p', { class: 'muted', role: 'status', children: n !== void 0 && Ch(n, t !== '') }),
        ],
      }),
      l(Je, { message: r }),
      n?.total === 0 &&
        l(Ot, {
          needsEvent: !0,
          title: 'No profiles yet',
          children: l('p', {
            children:
              'Each event identifies its customer by aliases. Events that share an alias belong to one profile, and appear here as one.',
          }),
        }),
      n !== void 0 &&
        n.total > 0 &&
        n.profiles.length === 0 &&
        l(Or, {
          text: 'No profile has a matching alias.',
          button: 'Show all',
          onClick: () => st({ text: void 0 }),
        }),
      l('ul', {
        class: 'profile-lines',
        role: 'list',
        onKeyDown: Qr,
        ...a.handlers,
        children: c.map((f) => l(Mh, { profile: f, isOpen: f.id === e }, f.id)),
      }),
      n !== void 0 &&
        n.next !== null &&
        l('div', {
          class: 'more-lines muted',
          children:
            c.length >= Th
              ? 'To find older profiles, search for an alias.'
              : l('button', { type: 'button', onClick: i, children: 'Show more' }),
        }),
    ],
  });
}
function Ch({ total: e, next: t, profiles: n }, o) {
  return o ? `${n.length}${t === null ? '' : '+'} of ${fe(e, 'profile')}` : fe(e, 'profile');
}
function Mh({ profile: e, isOpen: t }) {
  let { id: n, name: o, aliasCount: r, events: i, lastAt: a, suspicious: c } = e;
  return l('li', {
    children: l('a', {
      class: 'profile-line',
      href: Ie('profiles', n, Object.fromEntries(Pe.value.query)),
      'aria-current': t ? 'true' : void 0,
      'data-id': n,
      children: [
        l('span', {
          class: 'profile-title',
          children: [
            l('span', { class: 'clip', children: ji(o) }),
            c && l('span', { class: 'mark refused', children: 'suspicious' }),
          ],
        }),
        l('span', {
          class: 'muted',
          children: [
            fe(r, 'alias', 'aliases'),
            ' \xB7 ',
            fe(i, 'event'),
            ' \xB7',
            ' ',
            l(dt, { at: a }),
          ],
        }),
      ],
    }),
  });
}
function ji(e) {
  return e.replace(/^urn:email:(?=.)/s, '') || 'No alias';
}
function bc({ id: e }) {
  let { data: t, error: n } = et({ path: 'profiles/*', id: e });
  if (n !== void 0) return l(Je, { message: n });
  if (t === void 0) return l('div', { class: 'profile' });
  let { name: o, aliases: r, links: i, properties: a, events: c, aliasCount: f, eventCount: h } = t,
    m = ji(o);
  return l('article', {
    class: 'profile',
    'aria-label': m,
    children: [
      l('header', {
        class: 'profile-head',
        children: [
          l(Pt, { icon: 'close', label: 'Close', class: 'quiet', onClick: () => _n(void 0) }),
          l('h2', { children: m }),
          l('span', {
            class: 'muted',
            children: [fe(f, 'alias', 'aliases'), ', ', fe(h, 'event')],
          }),
        ],
      }),
      l(Ph, { aliases: r.filter(({ suspicious: g }) => g) }),
      l('section', {
        class: 'card',
        children: [
          l('h3', { children: 'Aliases' }),
          l(vc, { aliases: r, links: i }),
          l(Ah, { aliases: r }),
          l(Zl, { what: 'most connected', shown: r.length, total: f }),
        ],
      }),
      l('section', {
        class: 'card',
        children: [
          l('h3', { children: 'Current properties' }),
          l(ln, { value: a, path: '', marks: [] }),
        ],
      }),
      l('section', {
        class: 'card',
        children: [
          l('h3', { children: 'Events, newest first' }),
          l(Lh, { events: c }),
          l(Zl, { what: 'newest', shown: c.length, total: h }),
        ],
      }),
    ],
  });
}
function Ph({ aliases: e }) {
  return e.length === 0
    ? null
    : l('div', {
        class: 'suspicion',
        children: [
          l(rn, { name: 'alert' }),
          l('div', {
            children: [
              l('h3', { children: 'This may be several customers in one profile' }),
              l('ul', {
                role: 'list',
                children: e.map(({ alias: t, reason: n }) =>
                  l('li', { children: [l('code', { children: t }), ': ', n] }, t),
                ),
              }),
              l('p', {
                children: [
                  'Converge never undoes a merge. An alias must belong to one customer only. Never build one from a value that customers share, such as ',
                  l('code', { children: 'guest' }),
                  ', the shop\u2019s own address, an empty field or a cached response.',
                ],
              }),
            ],
          }),
        ],
      });
}
function Ah({ aliases: e }) {
  return l('table', {
    class: 'table alias-table',
    children: [
      l(bn, { columns: ['Alias', 'Events', 'Emails'] }),
      l('tbody', {
        children: e.map(({ alias: t, events: n, emails: o, suspicious: r }) =>
          l(
            'tr',
            {
              children: [
                l('th', {
                  scope: 'row',
                  children: [
                    l('a', {
                      href: Ie('logs', void 0, { alias: t }),
                      children: l('code', { children: t === '' ? '(empty)' : t }),
                    }),
                    r && l('span', { class: 'mark refused', children: 'suspicious' }),
                  ],
                }),
                l('td', { children: De(n) }),
                l('td', { children: De(o) }),
              ],
            },
            t,
          ),
        ),
      }),
    ],
  });
}
function Lh({ events: e }) {
  return l('ol', {
    class: 'timeline',
    role: 'list',
    children: e.map(({ number: t, eventName: n, eventTime: o, receivedAt: r, outcome: i }) =>
      l(
        'li',
        {
          children: [
            l(dt, { at: o ?? r }),
            l('a', { href: Ie('logs', t), children: n ?? 'No event name' }),
            i !== 'accepted' && l(yn, { outcome: i }),
          ],
        },
        t,
      ),
    ),
  });
}
var wc = 100;
function Sc() {
  let { id: e, query: t } = Pe.value,
    [n, o] = he(wc),
    r = t.get('text') ?? '',
    i = et({ path: 'profiles', query: { text: r, limit: n } }),
    a = e !== void 0 && Mo.value,
    c = Me(null),
    f = Me(e);
  return (
    ve(() => {
      (e === void 0 &&
        f.current !== void 0 &&
        c.current?.querySelector(`[data-id="${CSS.escape(f.current)}"]`)?.focus(),
        (f.current = e));
    }, [e]),
    l('div', {
      class: `profiles ${e === void 0 ? '' : 'open'}`,
      children: [
        l('section', {
          ref: c,
          class: 'profiles-list',
          'aria-label': 'Profiles',
          inert: a,
          children: l(yc, { open: e, text: r, loaded: i, onMore: () => o(n + wc) }),
        }),
        e === void 0
          ? l('p', {
              class: 'profiles-hint muted',
              children: 'Choose a profile to see its aliases, properties and events.',
            })
          : l(bc, { id: e }),
      ],
    })
  );
}
var Gi = {
    logs: 'Logs',
    warnings: 'Warnings',
    profiles: 'Profiles',
    delivery: 'Delivery',
    validate: 'Validate',
  },
  Dh = { connecting: 'Connecting', live: 'Live', lost: 'Sandbox unreachable' };
function kc() {
  return l('header', {
    class: 'header',
    children: [
      l('div', {
        class: 'brand',
        children: [
          l('svg', {
            class: 'logo',
            viewBox: '0 0 16 16',
            'aria-hidden': 'true',
            children: [
              l('rect', { width: '16', height: '16', rx: '4' }),
              l('path', { d: 'M4 4l4 4-4 4M9 8h3' }),
            ],
          }),
          l('h1', { children: 'Converge sandbox' }),
          l(Rh, {}),
        ],
      }),
      l('nav', {
        class: 'navigation',
        'aria-label': 'Views',
        onKeyDown: Qr,
        children: Yl.map((e) =>
          l(
            'a',
            { href: Ie(e), 'aria-current': Pe.value.view === e ? 'page' : void 0, children: Gi[e] },
            e,
          ),
        ),
      }),
      l('div', {
        class: 'header-end',
        children: [
          l('span', { class: `connection ${mo.value}`, role: 'status', children: Dh[mo.value] }),
          l(Fu, {}),
        ],
      }),
    ],
  });
}
function Rh() {
  let e = Hi(),
    { data: t } = et({ path: 'about' });
  return l(J, {
    children: [
      l('button', {
        type: 'button',
        class: 'simulation',
        'aria-haspopup': 'dialog',
        title: 'This is not Converge: see what is simulated',
        onClick: e.open,
        children: 'Simulation',
      }),
      l('dialog', {
        ref: e.ref,
        class: 'dialog',
        'aria-labelledby': 'simulation-title',
        children: [
          l('h2', {
            id: 'simulation-title',
            tabIndex: -1,
            autofocus: !0,
            children: 'This is a local simulation, not Converge',
          }),
          l('p', {
            children:
              'Requests are checked against Converge\u2019s documentation. Everything else is simulated and may differ from Converge:',
          }),
          l('ul', {
            class: 'notes',
            children: t?.simulated.map((n) => l('li', { children: n }, n)),
          }),
          t !== void 0 &&
            l('p', {
              class: 'muted',
              children: [
                'The newest ',
                t.maxEvents.toLocaleString('en'),
                ' events are kept',
                ' ',
                t.isOnDisk ? 'on disk' : 'in memory, until the sandbox stops',
                '.',
              ],
            }),
          l('div', {
            class: 'actions',
            children: l('button', { type: 'button', onClick: e.close, children: 'Close' }),
          }),
        ],
      }),
    ],
  });
}
var Nh = 250,
  Oh = { accepted: 'accepted', 'accepted with warnings': 'warned', refused: 'refused' },
  zn = Oe('');
function xc() {
  let [e, t] = he(!1),
    n = async (o) => {
      o !== void 0 && (zn.value = await o.text());
    };
  return l('div', {
    class: `validate ${e ? 'over' : ''}`,
    onDragOver: (o) => {
      (o.preventDefault(), t(!0));
    },
    onDragLeave: () => t(!1),
    onDrop: (o) => {
      (o.preventDefault(), t(!1));
      let r = o.dataTransfer?.getData('text/plain');
      r ? (zn.value = r) : n(o.dataTransfer?.files[0]);
    },
    children: [
      l(Fh, { text: zn.value, onFile: n }),
      zn.value.trim() === ''
        ? l(Ot, {
            title: 'Validate an event',
            children: l('p', {
              children:
                'Paste the body of a request to see its violations of the contract and the warnings of Converge\u2019s source monitoring.',
            }),
          })
        : l('section', {
            class: 'validate-result',
            'aria-label': 'Verdict',
            'aria-live': 'polite',
            children: l($h, { text: zn.value }),
          }),
    ],
  });
}
function Fh({ text: e, onFile: t }) {
  let n = Me(null);
  return l('div', {
    class: 'validate-input',
    children: [
      l('div', {
        class: 'card-head',
        children: [
          l('h2', { children: l('label', { for: 'validate-body', children: 'JSON body' }) }),
          l('button', {
            type: 'button',
            onClick: () => n.current?.click(),
            children: 'Open a file',
          }),
          l('input', {
            ref: n,
            type: 'file',
            accept: '.json,application/json',
            hidden: !0,
            onChange: ({ currentTarget: o }) => {
              t(o.files?.[0]);
            },
          }),
          l('button', {
            type: 'button',
            disabled: e === '',
            onClick: () => (zn.value = ''),
            children: 'Clear',
          }),
        ],
      }),
      l('textarea', {
        id: 'validate-body',
        value: e,
        placeholder: 'Paste or drop the body of a request',
        spellcheck: !1,
        autocomplete: 'off',
        'data-main-search': !0,
        onInput: ({ currentTarget: o }) => (zn.value = o.value),
      }),
      l('p', { class: 'muted', children: 'Checked like a real request, never stored.' }),
    ],
  });
}
function $h({ text: e }) {
  let t = Hh(e),
    { result: n, error: o } = qh('error' in t ? '' : e);
  if ('error' in t)
    return l('div', {
      class: 'verdict refused',
      children: [l('h2', { children: 'Not JSON' }), l('p', { children: t.error })],
    });
  if (n === void 0) return l(Je, { message: o });
  let { verdict: r, violations: i, warnings: a, eventName: c, inSpec: f } = n;
  return l(J, {
    children: [
      l('div', {
        class: `verdict ${Oh[r]}`,
        children: [
          l('h2', { children: r }),
          l('p', {
            children: [
              c === null ? 'Without an event name' : l('b', { children: c }),
              c !== null && (f ? ', an event of Converge\u2019s spec' : ', a custom event'),
            ],
          }),
        ],
      }),
      l(tl, { violations: i, warnings: a }),
      l('section', {
        class: 'detail-section',
        children: [
          l('h3', { children: 'Parsed event' }),
          l(ln, { value: t.value, path: '', marks: ol(n) }),
        ],
      }),
    ],
  });
}
function Hh(e) {
  try {
    return { value: JSON.parse(e) };
  } catch (t) {
    return { error: t.message };
  }
}
function qh(e) {
  let [t, n] = he({});
  return (
    ve(() => {
      if (e === '') return n({});
      let o = new AbortController(),
        r = setTimeout(() => {
          Gt('validate', { method: 'POST', body: e, signal: o.signal }).then(
            (i) => n({ result: i }),
            (i) => {
              o.signal.aborted || n({ error: i.message });
            },
          );
        }, Nh);
      return () => {
        (clearTimeout(r), o.abort());
      };
    }, [e]),
    t
  );
}
function Cc() {
  let { data: e, error: t } = et({ path: 'coverage' });
  return e === void 0 || t !== void 0
    ? l(Je, { message: t })
    : e.length === 0
      ? l(Ot, {
          needsEvent: !0,
          title: 'No events yet',
          children: l('p', {
            children:
              'When events arrive, this table shows how often they have each required and optional field of Converge\u2019s spec.',
          }),
        })
      : l(J, {
          children: [
            l('p', {
              class: 'lead',
              children: 'How often events had each field of Converge\u2019s spec.',
            }),
            e.map((n) => l(Vh, { event: n }, n.eventName)),
          ],
        });
}
function Vh({ event: e }) {
  let { eventName: t, inSpec: n, count: o, properties: r, profile_properties: i } = e;
  return l('section', {
    class: 'card',
    children: [
      l('header', {
        class: 'card-head',
        children: [
          l('h2', { children: t }),
          l('span', { class: 'muted', children: fe(o, 'event') }),
          l(Ih, { event: e }),
        ],
      }),
      !n &&
        l('p', {
          class: 'muted',
          children:
            'A custom event: Converge\u2019s spec has no fields for it. Fields that were sent:',
        }),
      l('div', {
        class: 'coverage-objects',
        children: [
          l(Ec, { title: 'properties', fields: r, inSpec: n }),
          l(Ec, { title: 'profile_properties', fields: i, inSpec: n }),
        ],
      }),
    ],
  });
}
function Ih({ event: e }) {
  let { inSpec: t, properties: n, profile_properties: o } = e;
  if (!t) return l('span', { class: 'mark plain', children: 'custom' });
  let r = [...n, ...o].filter(Ki).length;
  return r === 0
    ? l('span', { class: 'mark accepted', children: 'all required fields sent' })
    : l('span', { class: 'mark refused', children: [fe(r, 'required field'), ' not always sent'] });
}
function Ec({ title: e, fields: t, inSpec: n }) {
  let o = t.filter(({ isRequired: i, sent: a }) => !i && a === 'never'),
    r = t.filter((i) => !o.includes(i)).sort((i, a) => Tc(a) - Tc(i));
  return l('div', {
    children: [
      l('h3', { children: l('code', { children: e }) }),
      r.length === 0
        ? l('p', { class: 'muted', children: 'Nothing was sent.' })
        : l('table', {
            class: 'table coverage',
            children: [
              l(bn, { columns: ['Field', 'Sent'], class: 'off-screen' }),
              l('tbody', {
                children: r.map((i) => l(Bh, { field: i, isOwn: n && !i.inSpec }, i.name)),
              }),
            ],
          }),
      o.length > 0 &&
        l('details', {
          class: 'unused',
          children: [
            l('summary', { children: [o.length, ' optional, never sent'] }),
            l('p', { children: o.map(({ name: i }) => l('code', { children: i }, i)) }),
          ],
        }),
    ],
  });
}
function Bh({ field: e, isOwn: t }) {
  let { name: n, isRequired: o, sent: r, count: i, of: a } = e,
    c = a === 0 ? 0 : i / a,
    f = Ki(e);
  return l('tr', {
    children: [
      l('th', {
        scope: 'row',
        children: [
          l('code', { children: n }),
          o && l('span', { class: 'tag', children: 'required' }),
          t && l('span', { class: 'tag own', children: 'custom' }),
        ],
      }),
      l('td', {
        class: f ? 'lacking' : '',
        children: [
          l(Nr, { share: c, kind: f ? 'refused' : o ? 'accepted' : 'plain' }),
          l('span', { title: `${De(i)} of ${De(a)}`, children: r === 'sometimes' ? _o(c) : r }),
        ],
      }),
    ],
  });
}
function Ki({ isRequired: e, sent: t }) {
  return e && t !== 'always';
}
function Tc(e) {
  return Number(e.isRequired) + Number(Ki(e));
}
function Mc() {
  return l('div', {
    class: 'page-column',
    children: l(Ao, {
      label: 'Warnings',
      chosen: Pe.value.query.get('show') ?? 'flagged',
      onChoose: (e) => st({ show: e === 'flagged' ? void 0 : e }),
      tabs: [
        { id: 'flagged', label: 'Flagged', content: () => l(Wh, {}) },
        { id: 'coverage', label: 'Spec coverage', content: () => l(Cc, {}) },
      ],
    }),
  });
}
function Wh() {
  let { data: e, error: t } = et({ path: 'warnings' });
  return e === void 0 || t !== void 0
    ? l(Je, { message: t })
    : e.length === 0
      ? l(zh, {})
      : l(J, {
          children: [
            l('p', {
              class: 'lead',
              children:
                'Converge accepts these events, but they lack fields that its spec requires, or have values that its source monitoring flags.',
            }),
            [...Map.groupBy(e, ({ eventName: n }) => n)].map(([n, o]) =>
              l(
                'section',
                {
                  class: 'card',
                  children: [
                    l('h2', { children: n }),
                    l('table', {
                      class: 'table flagged',
                      children: [
                        l(bn, { columns: ['Property', 'How often', 'Last seen', 'Example'] }),
                        l('tbody', {
                          children: o.map((r) => l(Uh, { group: r }, `${r.path} ${r.rule}`)),
                        }),
                      ],
                    }),
                  ],
                },
                n,
              ),
            ),
          ],
        });
}
function Uh({ group: e }) {
  let { count: t, events: n, share: o, lastAt: r, exampleNumber: i } = e;
  return l('tr', {
    children: [
      l('th', { scope: 'row', children: l(Vi, { finding: e }) }),
      l('td', {
        children: [
          l(Nr, { share: o, kind: 'warned' }),
          fe(n, 'event'),
          t > n && `, ${De(t)} times`,
          l('span', { class: 'muted', children: [' (', _o(o), ')'] }),
        ],
      }),
      l('td', { children: l(dt, { at: r }) }),
      l('td', { children: l('a', { href: Ie('logs', i), children: ['#', i] }) }),
    ],
  });
}
function zh() {
  let { data: e } = et({ path: 'about' }),
    t = e?.outcomes.accepted ?? 0,
    n =
      'values that its source monitoring flags: a missing item price, or an invalid email, phone number or country code.';
  return t === 0
    ? l(Ot, {
        title: 'Nothing yet',
        needsEvent: !0,
        children: l('p', {
          children: [
            'This table lists events that lack a field that Converge\u2019s spec requires, or have ',
            n,
          ],
        }),
      })
    : l(Ot, {
        title: 'Nothing to flag',
        children: l('p', {
          children: [
            'None of ',
            fe(t, 'event'),
            ' lacks a field that Converge\u2019s spec requires, or has',
            ' ',
            n,
          ],
        }),
      });
}
var jh = { logs: pc, warnings: Mc, profiles: Sc, delivery: Ku, validate: xc };
function Gh() {
  let { view: e } = Pe.value,
    t = jh[e];
  return (
    ve(() => {
      document.title = `${Gi[e]} \xB7 Converge sandbox`;
    }, [e]),
    l(J, {
      children: [
        l(kc, {}),
        l(ju, {}),
        l('main', { class: `main ${e}`, children: l(t, {}, e) }),
        l(Bu, {}),
      ],
    })
  );
}
function Kh(e) {
  if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey) return;
  let t = (n) => e.target instanceof HTMLElement && e.target.closest(n) !== null;
  if (e.key === '/' && !t('input, textarea')) {
    let n = document.querySelector('[data-main-search]');
    if (n === null) return;
    (e.preventDefault(), n.focus(), n.select());
  }
  e.key === 'Escape' && Pe.value.id !== void 0 && !t('dialog') && _n(void 0);
}
var Pc = document.getElementById('page');
Pc !== null && $s(l(Gh, {}), Pc);
document.addEventListener('keydown', Kh);
zu();
la();

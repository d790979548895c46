using System.Text;
using System.Xml;

namespace Heed.Files;

/// <summary>
/// Reads an XML file that may come from anyone, node by node. Document types are passed over unread, so there are no entities but XML's own five and nothing is
/// fetched; text comes in pieces, and a name, attribute or comment that is longer than allowed is refused before it is held, as are too many names and too deep a nesting.
/// </summary>
internal sealed class XmlFile : IDisposable
{
    /// <summary>How deep elements may stand in each other.</summary>
    public const int MostDepth = 200;

    private readonly string _path;
    private readonly Meter _meter;
    private readonly XmlReader _xml;
    private readonly string[] _names = new string[MostDepth];
    private readonly char[] _rest = new char[1 << 12];

    /// <param name="path">What messages call the file.</param>
    /// <param name="content">Its bytes, which are closed with the reader.</param>
    /// <param name="mostBytes">The most bytes to read.</param>
    /// <param name="mostTokenBytes">The most bytes of anything that must be held whole: a tag with its attributes, a comment, a CDATA section.</param>
    public XmlFile(string path, Stream content, long mostBytes, int mostTokenBytes)
    {
        _path = path;
        _meter = new Meter(path, content, mostBytes, mostTokenBytes);
        try
        {
            _meter.Begin();
            _xml = XmlReader.Create(_meter, new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Ignore,
                XmlResolver = null,
                CloseInput = true,
                NameTable = new XmlNames(path),
            });
        }
        catch (Exception e)
        {
            _meter.Dispose();
            if (e is XmlException wrong) throw Malformed(wrong);
            if (e is ArgumentException encoding) throw WrongEncoding(encoding);
            throw;
        }
    }

    /// <summary>Whether the reader stands at the beginning of an element.</summary>
    public bool IsStart => _xml.NodeType == XmlNodeType.Element;

    /// <summary>Whether it stands at the end of an element, or at the only tag of one without content.</summary>
    public bool IsEnd => _xml.NodeType == XmlNodeType.EndElement || (IsStart && _xml.IsEmptyElement);

    /// <summary>Whether it stands at text, white space included.</summary>
    public bool IsText => _xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace;

    /// <summary>The element's name without its prefix.</summary>
    public string Name => _xml.LocalName;

    /// <summary>How many elements it stands in: 0 at the root's tags.</summary>
    public int Depth => _xml.Depth;

    /// <summary>The name of the element around this one; empty for the root.</summary>
    public string Parent => _xml.Depth > 0 ? _names[_xml.Depth - 1] : "";

    /// <summary>The line, counted from 1.</summary>
    public long Line => ((IXmlLineInfo)_xml).LineNumber;

    /// <summary>The value of an attribute, named with its prefix, or null.</summary>
    public string? Attribute(string name) => _xml.GetAttribute(name);

    /// <summary>Goes on to the next node. Text that was not asked for is passed over in pieces.</summary>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="InvalidDataException">The file is no XML, or refused.</exception>
    public bool Read()
    {
        if (_xml.NodeType == XmlNodeType.Text)
            while (ReadText(_rest) > 0) { }
        _meter.Begin();
        try
        {
            if (!_xml.Read()) return false;
        }
        catch (XmlException e)
        {
            throw Malformed(e);
        }
        catch (ArgumentException e)
        {
            throw WrongEncoding(e);
        }
        if (_xml.Depth >= MostDepth) throw Bad($"elements stand {MostDepth} deep in each other");
        if (IsStart) _names[_xml.Depth] = _xml.LocalName;
        return true;
    }

    /// <summary>Reads on in the text at which the reader stands.</summary>
    /// <returns>The number of characters; 0 at the text's end.</returns>
    /// <exception cref="InvalidDataException">The file is no XML, or refused.</exception>
    public int ReadText(char[] buffer)
    {
        _meter.Begin();
        try
        {
            return _xml.ReadValueChunk(buffer, 0, buffer.Length);
        }
        catch (XmlException e)
        {
            throw Malformed(e);
        }
        catch (ArgumentException e)
        {
            throw WrongEncoding(e);
        }
    }

    /// <summary>Reads the first element, which says what kind of file it is.</summary>
    /// <exception cref="InvalidDataException">It has another name.</exception>
    public void ReadRoot(string name, string format)
    {
        while (Read())
        {
            if (!IsStart) continue;
            if (Name == name) return;
            throw Bad($"the file begins with <{Plain(Name, 60)}>, and {format} with <{name}>");
        }
        throw Bad($"there is no <{name}>: this is no {format}");
    }

    /// <summary>What is wrong here.</summary>
    public InvalidDataException Bad(string problem) => new($"{_path}:{Line}: {problem}.");

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _xml.Dispose();
        _meter.Dispose();
    }

    private InvalidDataException Malformed(XmlException e)
    {
        // The message ends with the place, which stands in front here.
        int place = e.Message.LastIndexOf(" Line ", StringComparison.Ordinal);
        string what = place > 0 ? e.Message[..place] : e.Message;
        return new InvalidDataException($"{_path}:{e.LineNumber}: this is no sound XML: {Plain(what, 200)}", e);
    }

    // .NET's reader fails so where the bytes before a declaration do not go with the encoding that it names.
    private InvalidDataException WrongEncoding(ArgumentException e) => new($"{_path}: this is no sound XML: its bytes are not of the encoding that it declares.", e);

    private static string Plain(string text, int most)
    {
        var plain = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (plain.Length >= most) return plain.Append('…').ToString();
            plain.Append(Rune.IsControl(rune) || rune.Value is '\u2028' or '\u2029' || Rune.GetUnicodeCategory(rune) == System.Globalization.UnicodeCategory.Format ? new Rune(' ') : rune);
        }
        return plain.ToString();
    }

    /// <summary>Counts the bytes that one step of the reader takes, which is what it holds in memory, and those of all.</summary>
    private sealed class Meter(string path, Stream content, long mostBytes, int mostTokenBytes) : Stream
    {
        private long _read, _step;

        public void Begin() => _step = 0;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            if (_step > mostTokenBytes) throw new InvalidDataException($"{path}: a tag, comment or section of more than {mostTokenBytes:N0} bytes.");
            int read = content.Read(buffer);
            _step += read;
            _read += read;
            return _read <= mostBytes ? read : throw new InvalidDataException($"{path}: more than {mostBytes:N0} bytes{(content is GzipFile or ZipEntryStream ? " once decompressed" : "")}.");
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) content.Dispose();
            base.Dispose(disposing);
        }
    }
}

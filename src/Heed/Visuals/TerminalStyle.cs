namespace Heed.Visuals;

/// <summary>What a terminal can show.</summary>
public enum TerminalStyle
{
    /// <summary>24-bit background colours.</summary>
    TrueColor,

    /// <summary>The 256 colours of xterm.</summary>
    Indexed256,

    /// <summary>No colour: the shades · ░ ▒ ▓ █.</summary>
    Shades,

    /// <summary>No colour and no frame outside ASCII; the words stay as they are.</summary>
    Ascii,
}

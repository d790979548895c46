namespace Heed.Documents;

/// <summary>The plural forms of languages, as gettext's manual gives them.</summary>
internal static class PoPlurals
{
    private const string One = "nplurals=2; plural=(n != 1);", More = "nplurals=2; plural=(n > 1);", None = "nplurals=1; plural=0;";

    private const string Russian = "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);";

    /// <summary>The rule of a language; that of English where nothing is known of it.</summary>
    public static string RuleOf(string language) => language.Replace('-', '_') is "pt_BR" ? More : language.Split('-', '_', '@')[0].ToLowerInvariant() switch
    {
        "fr" or "oc" or "fa" or "hi" or "br" or "am" or "ti" or "wa" or "uz" => More,
        "ja" or "ko" or "zh" or "vi" or "th" or "id" or "ms" or "lo" or "km" or "my" or "ka" or "jv" => None,
        "ru" or "uk" or "be" or "sr" or "hr" or "bs" => Russian,
        "pl" => "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
        "cs" or "sk" => "nplurals=3; plural=(n==1) ? 0 : (n>=2 && n<=4) ? 1 : 2;",
        "lt" => "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && (n%100<10 || n%100>=20) ? 1 : 2);",
        "lv" => "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n != 0 ? 1 : 2);",
        "ro" => "nplurals=3; plural=(n==1 ? 0 : (n==0 || (n%100 > 0 && n%100 < 20)) ? 1 : 2);",
        "sl" => "nplurals=4; plural=(n%100==1 ? 0 : n%100==2 ? 1 : n%100==3 || n%100==4 ? 2 : 3);",
        "ar" => "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
        _ => One,
    };

    /// <summary>How many forms a language has.</summary>
    public static int CountOf(string language) => RuleOf(language)["nplurals=".Length] - '0';
}

//! The smallest PDF that is one: a page of lines in Helvetica. ISO 32000-1, 7.5.

/// So many lines fit on its page.
const MOST: usize = 48;

/// A document of these lines; what Latin-1 cannot write is a question mark.
pub(crate) fn of_lines(lines: &[String]) -> Vec<u8> {
    let mut text = b"BT /F1 11 Tf 15 TL 56 780 Td\n".to_vec();
    for line in lines.iter().take(MOST) {
        text.push(b'(');
        for letter in line.chars() {
            text.extend_from_slice(&written(letter));
        }
        text.extend_from_slice(b") Tj T*\n");
    }
    text.extend_from_slice(b"ET");
    let mut content = format!("<< /Length {} >>\nstream\n", text.len()).into_bytes();
    content.extend_from_slice(&text);
    content.extend_from_slice(b"\nendstream");
    let objects: [&[u8]; 5] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
          /Resources << /Font << /F1 5 0 R >> >> >>",
        &content,
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ];
    assembled(&objects)
}

/// The objects behind each other, and the table of where each begins.
fn assembled(objects: &[&[u8]]) -> Vec<u8> {
    let mut document = b"%PDF-1.4\n".to_vec();
    let mut table = String::from("0000000000 65535 f \n");
    for (number, object) in (1_usize..).zip(objects) {
        table.push_str(&row(document.len()));
        document.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        document.extend_from_slice(object);
        document.extend_from_slice(b"\nendobj\n");
    }
    let (start, count) = (document.len(), objects.len().saturating_add(1));
    let end = format!(
        "xref\n0 {count}\n{table}trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    );
    document.extend_from_slice(end.as_bytes());
    document
}

/// Where an object begins, as the table says it.
fn row(start: usize) -> String {
    format!("{start:010} 00000 n \n")
}

/// A letter inside a string of a PDF.
fn written(letter: char) -> Vec<u8> {
    match letter {
        '(' | ')' | '\\' => format!("\\{letter}").into_bytes(),
        // The one sign of money that the encoding has outside of Latin-1.
        '€' => vec![0x80],
        _ => match u8::try_from(u32::from(letter)) {
            Ok(byte @ (0x20..=0x7e | 0xa0..=0xff)) => vec![byte],
            Ok(_) | Err(_) => vec![b'?'],
        },
    }
}

#[cfg(test)]
mod tests {
    use super::of_lines;

    #[test]
    fn the_table_says_where_each_object_begins() {
        let document = of_lines(&["Total (net): €8.00 – 日本".to_owned()]);
        let find = |wanted: &[u8]| document.windows(wanted.len()).position(|part| part == wanted);
        assert!(document.starts_with(b"%PDF-1.4\n") && document.ends_with(b"%%EOF\n"));
        assert!(find(b"(Total \\(net\\): \x808.00 ? ??) Tj").is_some());
        for number in 1..=5 {
            let start = find(format!("{number} 0 obj\n").as_bytes()).unwrap();
            assert!(find(format!("{start:010} 00000 n \n").as_bytes()).is_some(), "{number}");
        }
        let start = find(b"xref\n").unwrap();
        assert!(find(format!("startxref\n{start}\n").as_bytes()).is_some());
    }
}
